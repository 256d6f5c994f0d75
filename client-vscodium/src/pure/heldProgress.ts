// Progress that is told elsewhere for a while: what is left of the task afterwards begins late, as far as it is then.

/** As in LSP; what is not named here is passed on as it is. */
export interface Begin {
  readonly kind: "begin";
  readonly message?: string;
  readonly percentage?: number;
}

export interface Report {
  readonly kind: "report";
  readonly message?: string;
  readonly percentage?: number;
}

export interface End {
  readonly kind: "end";
}

/** Of one task at a time. */
export class HeldProgress<B extends Begin, R extends Report, E extends End> {
  private held: B | undefined;

  /** What is to be shown of this news: a task that was held back begins with its first report. */
  hear(news: B | R | E, isToldElsewhere: boolean): B | R | E | undefined {
    if (news.kind === "end") return this.release(news);
    if (isToldElsewhere) return this.hold(news);
    if (news.kind === "begin" || !this.held) return this.release(news);
    return this.release(lateBegin(this.held, news));
  }

  private release<News>(news: News): News {
    this.held = undefined;
    return news;
  }

  /** What is on the screen already stays there. */
  private hold(news: B | R): R | undefined {
    if (news.kind === "report") return this.held ? undefined : news;
    this.held = news;
    return undefined;
  }
}

function lateBegin<B extends Begin>(begin: B, { message, percentage }: Report): B {
  return {
    ...begin,
    ...(message === undefined ? {} : { message }),
    ...(percentage === undefined ? {} : { percentage }),
  };
}
