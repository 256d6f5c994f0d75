// Unit tests of what needs no editor; the clock of the tests is in UTC so that times read the same everywhere.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["test/unit/**/*.test.ts"], env: { TZ: "UTC" } },
});
