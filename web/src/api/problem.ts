/** What went wrong, as the server says it (RFC 9457). */
export interface Place {
  field?: string | null;
  row?: number | null;
  code: string;
  message: string;
}

/** Every call that fails throws one of these; `message` is a sentence for the person. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    detail: string,
    readonly errors: readonly Place[] = [],
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = "Problem";
  }

  static async of(answer: Response): Promise<Problem> {
    try {
      const body = await answer.json();
      return new Problem(answer.status, body.code, body.title, body.detail ?? body.title, body.errors ?? [], body);
    } catch {
      return new Problem(answer.status, "unreadable", answer.statusText, `${answer.status} ${answer.statusText}`);
    }
  }

  /** The server could not be reached at all. */
  static offline(): Problem {
    return new Problem(0, "offline", "offline", "offline");
  }

  get isOffline(): boolean {
    return this.code === "offline" || (this.status >= 502 && this.status <= 504);
  }

  /** The sentence for a field, where one of the errors is about it. */
  about(field: string): string | undefined {
    const found = this.errors.filter((one) => one.field === field || one.field?.startsWith(`${field}.`));
    return found.length ? found.map((one) => one.message).join(" ") : undefined;
  }
}
