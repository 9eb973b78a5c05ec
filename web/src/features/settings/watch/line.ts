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

export const KINDS = [
  "sign_in",
  "sign_in_failed",
  "sign_in_locked",
  "sign_out",
  "session_ended",
  "password_changed",
  "password_reset",
  "totp_enabled",
  "totp_disabled",
  "invitation_made",
  "reset_made",
  "key_created",
  "key_revoked",
  "view_as_begun",
  "view_as_ended",
  "export",
  "reveal",
  "rights_changed",
] as const;
