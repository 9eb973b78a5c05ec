/** One line of the audit, as the server gives it. */
export interface AuditLine {
  id: string;
  at: string;
  actor: string | null;
  kind: string;
  object: string | null;
  record: string | null;
  address: string | null;
  details: Record<string, unknown>;
}

