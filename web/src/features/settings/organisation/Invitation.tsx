import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { useMe } from "@/api/session";
import { formatDateTime } from "@/design/format";
import { useLocale } from "@/design/text";

import { Copied } from "../parts/Copied";
import parts from "../parts/parts.module.css";

export interface Invitation {
  token: string;
  expires_at: string;
  link: string;
}

export const invite = (user: string, kind: "invite" | "reset-link") => send<Invitation>("POST", `/api/users/${user}/${kind}`);

/** A link that works once, to hand over by whatever way people talk. */
export function InvitationLink({ invitation, kind }: { invitation: Invitation; kind: "invite" | "reset" }) {
  const { t } = useTranslation("settings");
  const locale = useLocale();
  const { workspace } = useMe();
  return (
    <div className={parts.once}>
      <p>{t(`users.${kind}_link_note`)}</p>
      <Copied text={new URL(invitation.link, location.origin).href} label={t("users.link")} />
      <p className={parts.hint}>{t("users.link_until", { at: formatDateTime(invitation.expires_at, locale, workspace.zone) })}</p>
    </div>
  );
}
