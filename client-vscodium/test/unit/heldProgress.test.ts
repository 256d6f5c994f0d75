// A progress that is told elsewhere at first: what is left of the task is shown afterwards, once.
import { expect, test } from "vitest";
import { type Begin, type End, HeldProgress, type Report } from "../../src/pure/heldProgress";

interface TitledBegin extends Begin {
  readonly title: string;
}

const BEGIN: TitledBegin = { kind: "begin", title: "Sansfil", message: "Learning.", percentage: 0 };
const REPORT: Report = { kind: "report", message: "Indexing: 3 of 9 files.", percentage: 33 };
const END: End = { kind: "end" };

/** What is shown of the news, each told elsewhere or not. */
function shown(...news: [TitledBegin | Report | End, boolean][]) {
  const held = new HeldProgress<TitledBegin, Report, End>();
  return news
    .map(([each, isToldElsewhere]) => held.hear(each, isToldElsewhere))
    .filter((each) => each !== undefined);
}

test("nothing is shown of what is told elsewhere from its beginning to its end", () => {
  expect(shown([BEGIN, true], [REPORT, true], [END, false])).toEqual([END]);
});

test("what goes on when it is told elsewhere no more begins as far as it is", () => {
  const late = { ...BEGIN, message: "Indexing: 3 of 9 files.", percentage: 33 };
  expect(shown([BEGIN, true], [REPORT, true], [REPORT, false], [REPORT, false])).toEqual([
    late,
    REPORT,
  ]);
});

test("a late beginning keeps what the report leaves out", () => {
  expect(shown([BEGIN, true], [{ kind: "report" }, false])).toEqual([BEGIN]);
});

test("what is told nowhere else is shown as it comes", () => {
  const news = [BEGIN, REPORT, END] as const;
  expect(shown(...news.map((each): [typeof each, boolean] => [each, false]))).toEqual(news);
});

test("what is on the screen already stays there", () => {
  expect(shown([BEGIN, false], [REPORT, true])).toEqual([BEGIN, REPORT]);
});

test("the next task is held back anew", () => {
  expect(shown([BEGIN, true], [END, true], [REPORT, false])).toEqual([END, REPORT]);
  expect(shown([BEGIN, true], [END, true], [BEGIN, true], [REPORT, true])).toEqual([END]);
  expect(shown([BEGIN, true], [BEGIN, false], [REPORT, false])).toEqual([BEGIN, REPORT]);
});
