// Tells what a value from the other side of a wire is.

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isOneOf<T extends string>(words: readonly T[], value: unknown): value is T {
  return words.some((word) => word === value);
}

/** A finite number that is not negative. */
export function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && 0 <= value;
}

export function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

/** Null stays null; everything else goes through `read`, which gives `undefined` for what it refuses. */
export function orNull<T>(
  value: unknown,
  read: (value: unknown) => T | undefined,
): T | null | undefined {
  return value === null ? null : read(value);
}
