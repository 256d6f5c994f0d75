// Waits for a condition of the world outside the page: a file, a process, a server that answers.
import { setTimeout as delay } from "node:timers/promises";

/**
 * Asks `condition` again and again until it is truthy, and returns that value.
 * @template T
 * @param {string} promise what is awaited, for the error message
 * @param {() => T | Promise<T>} condition may throw; that counts as "not yet"
 */
export async function until(promise, condition, timeoutMs = 30_000) {
  const deadline = performance.now() + timeoutMs;
  let last;
  while (performance.now() < deadline) {
    try {
      last = await condition();
      if (last) {
        return last;
      }
    } catch (error) {
      last = error;
    }
    await delay(50);
  }
  throw new Error(`waited ${timeoutMs} ms in vain until ${promise}; last: ${last}`);
}
