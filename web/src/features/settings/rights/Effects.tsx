import { ArrowRight, Minus, Plus, UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { formatNumber } from "@/design/format";
import { Message } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";

import { type Change, type Effect, type Group, groupsOf, recordsOf } from "./effects";
import styles from "./Matrix.module.css";
import { useWay } from "./useWay";

const NAMED = 6;
const TOLD = 14;

/** Who would gain and lose what, in words. */
export function Effects({ effects }: { effects: Effect[] }) {
  const { t } = useTranslation("settings");
  if (effects.length === 0)
    return (
      <Message icon={<UsersRound />} title={t("effects.nobody")} small>
        {t("effects.nobody_text")}
      </Message>
    );
  return (
    <>
      <p style={{ marginBottom: 12 }}>{t("effects.people", { count: effects.length })}</p>
      {groupsOf(effects).map((group, at) => (
        <GroupOf key={at} group={group} />
      ))}
    </>
  );
}

function GroupOf({ group }: { group: Group }) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const locale = useLocale();
  const model = useModel();
  const names = group.people.slice(0, NAMED).map((one) => one.user.title);
  const more = group.people.length - names.length;
  const list = more > 0 ? names.join(t("effects.comma")) : new Intl.ListFormat(locale, { type: "conjunction" }).format(names.map((one) => one ?? "—"));
  return (
    <section className={styles.effect}>
      <h3>{more > 0 ? t("effects.and_more", { list, count: more }) : list}</h3>
      <ul>
        {group.changes.slice(0, TOLD).map((change, at) => (
          <ChangeOf key={at} change={change} />
        ))}
        {recordsOf(group).map(({ object, before, after }) => (
          <li key={object}>
            <ArrowRight size={14} className={after < before ? styles.loss : styles.gain} aria-hidden />
            <span>{t("effects.records", { object: labelOf(model.object(object)?.label, object), before: formatNumber(before, locale), after: formatNumber(after, locale) })}</span>
          </li>
        ))}
      </ul>
      {group.changes.length > TOLD && <p className="muted">{t("effects.more", { count: group.changes.length - TOLD })}</p>}
    </section>
  );
}

const LEVELS = ["hidden", "masked", "read", "write"];

function ChangeOf({ change }: { change: Change }) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const model = useModel();
  const wayOf = useWay("object" in change ? change.object : undefined);
  const list = (ways: string[]) => ways.map(wayOf).join(t("effects.comma"));
  if (change.kind === "administrator") return <Told kind={change.gained ? "gain" : "loss"}>{t(change.gained ? "effects.administrator" : "effects.no_administrator")}</Told>;
  const object = labelOf(model.object(change.object)?.label, change.object);
  if (change.kind === "field") {
    const field = labelOf(model.field(change.object, change.field)?.label, change.field);
    const level = (text: string) => text.split("–").map((one) => t(`levels.${one}`)).join("–");
    if (change.from === null) return <Told kind="change">{t("effects.field_new", { object, field, to: level(change.to) })}</Told>;
    const worse = LEVELS.indexOf(change.to.split("–")[0]!) < LEVELS.indexOf(change.from.split("–")[0]!);
    return <Told kind={worse ? "loss" : "gain"}>{t("effects.field", { object, field, from: level(change.from), to: level(change.to) })}</Told>;
  }
  const action = t(`actions.${change.action}`);
  if (change.from.length === 0) return <Told kind="gain">{t("effects.gained", { object, action, to: list(change.to) })}</Told>;
  if (change.to.length === 0) return <Told kind="loss">{t("effects.lost", { object, action, from: list(change.from) })}</Told>;
  return <Told kind="change">{t("effects.changed", { object, action, from: list(change.from), to: list(change.to) })}</Told>;
}

const SIGNS = { gain: Plus, loss: Minus, change: ArrowRight } as const;

function Told({ kind, children }: { kind: keyof typeof SIGNS; children: React.ReactNode }) {
  const Sign = SIGNS[kind];
  return (
    <li>
      <Sign size={14} className={styles[kind]} aria-hidden />
      <span>{children}</span>
    </li>
  );
}
