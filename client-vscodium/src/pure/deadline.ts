// Puts an end to waiting.

/** Rejects when the work is not done in time; the work itself goes on unheeded. */
export async function withDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let alarm: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`no answer within ${deadlineMs} ms`);
    alarm = setTimeout(() => reject(error), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(alarm);
  }
}
