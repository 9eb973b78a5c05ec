import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { useLabels } from "@/design/text";

import type { AuditLine } from "./line";

const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
/** What stands in the sentence already, or is no word for people. */
const SILENT = new Set(["change", "share", "key", "to"]);

/** A line of the audit as a sentence, and what else it tells. */
export function useWords(names: Map<string, string>): (line: AuditLine) => { sentence: string; details: string } {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const model = useModel();
  return (line) => {
    const object = [...model.objects.values()].find((one) => one.name === line.object || one.id === line.object);
    const mail = typeof line.details.email === "string" ? line.details.email : undefined;
    const who = line.actor ? (names.get(line.actor) ?? t("audit.somebody")) : (mail ?? t("system"));
    const whom = line.object === "user" && line.record ? (names.get(line.record) ?? t("audit.somebody")) : t("audit.somebody");
    const own = line.actor !== null && line.actor === line.record;
    const key = own && ["session_ended", "key_created", "key_revoked", "totp_disabled"].includes(line.kind) ? `${line.kind}_own` : line.kind;
    const sentence = t(`audit.kinds.${key}`, { who, whom, object: object ? labelOf(object.label, object.name) : (line.object ?? ""), defaultValue: `${who} · ${line.kind}` });
    const told = Object.entries(line.details).filter(([name, value]) => !SILENT.has(name) && value !== null && typeof value !== "object" && !ID.test(String(value)) && value !== mail);
    return { sentence, details: told.map(([name, value]) => `${t(`audit.details.${name}`, { defaultValue: name })} ${String(value)}`).join(" · ") };
  };
}
