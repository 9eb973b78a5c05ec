import { useNavigate } from "@tanstack/react-router";
import { App, Button, Checkbox, Dropdown, Select } from "antd";
import { Copy, Ellipsis, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Action, useModel } from "@/api/metadata";
import { deleteRecord, type RecordData, recordKeys } from "@/api/records";
import { Panel } from "@/design/Page";
import { useLabels } from "@/design/text";

import { Sheet } from "../parts/Sheet";
import { useDo } from "../parts/useDo";
import { useEdits } from "../parts/useEdits";
import { useOvertakenBy } from "../parts/useOvertakenBy";
import { FieldLevels } from "./FieldLevels";
import { ACTIONS, EVERY, fieldsOf, type Grant, inheritedScopes, isEverything, SCOPES, scopesOf, withScope } from "./grants";
import { Matrix } from "./Matrix";
import styles from "./Matrix.module.css";
import { NewRole } from "./Roles";
import { SaveRole } from "./SaveRole";
import { ScopeCell } from "./ScopeCell";
import { Way } from "./Way";

/** One role: a matrix to read and to change. Before it is saved it says for whom that means what. */
export function Role({ role, roles }: { role: RecordData; roles: RecordData[] }) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const model = useModel();
  const overtakenBy = useOvertakenBy();
  const { changed, overtaken, valueOf, put, drop } = useEdits(role);
  const grants = (valueOf("grants") ?? []) as Grant[];
  const setGrants = (next: Grant[]) => put("grants", next);
  const [fields, setFields] = useState<string | null>(null);
  const [other, setOther] = useState<string | null>(null);
  const [granted, setGranted] = useState(false);
  const [saving, setSaving] = useState<RecordData | null>(null);
  const compared = roles.find((one) => one.id === other);
  const others = (compared?.grants ?? []) as Grant[];
  const said = (object: string) => grants.some((one) => one.object === object) || (!!compared && others.some((one) => one.object === object));
  const differs = (object: string) => ACTIONS.some((action) => String(scopesOf(grants, object, action)) !== String(scopesOf(others, object, action)));
  const nameOf = (object: string) => (object === EVERY ? t("every_object") : labelOf(model.object(object)?.label, object));

  const cell = (object: string, action: Action, organisation: boolean) => {
    const scopes = scopesOf(grants, object, action);
    if (compared) return <Compared mine={scopes} theirs={scopesOf(others, object, action)} />;
    const inherited = inheritedScopes(grants, object, action, organisation);
    return <ScopeCell label={`${nameOf(object)} · ${t(`actions.${action}`)}`} action={action} scopes={scopes} inherited={inherited} onChoose={(scope) => setGrants(withScope(grants, object, action, scope))} />;
  };
  return (
    <Sheet wide title={String(role.name)} note={String(role.description ?? "") || t("roles.no_description")} actions={<Acts role={role} />}>
      <Panel
        flush
        title={
          <Select
            allowClear
            size="small"
            style={{ minWidth: 200, fontWeight: 400 }}
            aria-label={t("roles.compare")}
            placeholder={t("roles.compare")}
            value={other}
            onChange={(next?: string) => setOther(next ?? null)}
            options={roles.filter((one) => one.id !== role.id).map((one) => ({ value: one.id, label: String(one.name) }))}
          />
        }
        actions={
          <Checkbox checked={granted} onChange={(event) => setGranted(event.target.checked)}>
            {t("roles.only_granted")}
          </Checkbox>
        }
      >
        {isEverything(grants) && <p style={{ padding: "4px 16px 8px", color: "var(--tertiary)" }}>{t("roles.everything")}</p>}
        <Matrix cell={cell} said={said} only={granted} fields={(object) => Object.keys(fieldsOf(grants, object)).length} onFields={compared ? undefined : setFields} marked={compared ? differs : undefined} />
      </Panel>
      <p className={styles.legend}>
        {compared
          ? t("roles.compared", { mine: String(role.name), theirs: String(compared.name) })
          : SCOPES.map((one) => (
              <span key={one} style={{ display: "inline-flex", gap: 6, alignItems: "center" }}>
                <Way how={one} />
                {t(`scopes.${one}`)}
              </span>
            ))}
      </p>
      {changed.length > 0 && (
        <div className={styles.bar}>
          <span role={overtaken ? "alert" : undefined}>{overtaken ? overtakenBy(role) : t("roles.unsaved")}</span>
          <span style={{ display: "flex", gap: 8 }}>
            <Button onClick={drop}>{t(overtaken ? "overtaken.take" : "roles.discard")}</Button>
            <Button type="primary" onClick={() => setSaving(role)}>
              {t(overtaken ? "overtaken.review" : "roles.review")}
            </Button>
          </span>
        </div>
      )}
      {fields && <FieldLevels object={fields} grants={grants} onChange={setGrants} onClose={() => setFields(null)} />}
      {saving && <SaveRole role={saving} grants={grants} onSaved={drop} onClose={() => setSaving(null)} />}
    </Sheet>
  );
}

function Compared({ mine, theirs }: { mine: string[]; theirs: string[] }) {
  const { t } = useTranslation("settings");
  if (String(mine) === String(theirs))
    return (
      <span className={styles.ways}>
        {mine.map((one) => (
          <Way key={one} how={one} />
        ))}
      </span>
    );
  const side = (ways: string[]) => (ways.length ? ways.map((one) => <Way key={one} how={one} />) : <span className={styles.none}>{t("matrix.none")}</span>);
  return (
    <span style={{ display: "grid", gap: 2, padding: "4px 0" }}>
      <span className={styles.ways}>{side(mine)}</span>
      <span className={`${styles.ways} ${styles.inherited}`}>{side(theirs)}</span>
    </span>
  );
}

function Acts({ role }: { role: RecordData }) {
  const { t } = useTranslation("settings");
  const { modal } = App.useApp();
  const navigate = useNavigate();
  const [copying, setCopying] = useState(false);
  const { act } = useDo(recordKeys.object("role"));
  const remove = () =>
    modal.confirm({
      title: t("delete_title", { name: String(role.name) }),
      content: t("roles.delete_text"),
      okText: t("delete"),
      okButtonProps: { danger: true },
      onOk: () =>
        act(async () => {
          await deleteRecord("role", role.id);
          await navigate({ to: "/settings/roles" });
        }, t("deleted")),
    });
  return (
    <>
      <Button onClick={() => void navigate({ to: "/settings/users", search: { role: role.id } })}>{t("roles.holders")}</Button>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            { key: "copy", icon: <Copy size={14} aria-hidden />, label: t("roles.copy"), onClick: () => setCopying(true) },
            { key: "delete", danger: true, icon: <Trash2 size={14} aria-hidden />, label: t("delete"), onClick: remove },
          ],
        }}
      >
        <Button icon={<Ellipsis size={16} aria-hidden />} aria-label={t("acts_of", { name: String(role.name) })} />
      </Dropdown>
      {copying && <NewRole like={role} onClose={() => setCopying(false)} />}
    </>
  );
}
