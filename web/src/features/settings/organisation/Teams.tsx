import { App, Button, Modal } from "antd";
import { Contact, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { createRecord, deleteRecord, type RecordData, recordKeys, type Reference, updateRecord } from "@/api/records";
import { Avatar } from "@/design/Avatar";
import { Panel } from "@/design/Page";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { toWire } from "@/fields";

import { FieldLine } from "../parts/FieldLine";
import parts from "../parts/parts.module.css";
import { Row, Sheet } from "../parts/Sheet";
import { useDo } from "../parts/useDo";
import styles from "./organisation.module.css";
import { useAll } from "./people";

const FIELDS = ["name", "members"];
const SHOWN = 12;

/** People who work together across departments. */
export function Teams() {
  const { t } = useTranslation("settings");
  const { modal } = App.useApp();
  const actions = useModel().object("team")?.actions ?? [];
  const query = useAll("team");
  const [edited, setEdited] = useState<Partial<RecordData> | null>(null);
  const { act } = useDo(recordKeys.object("team"));
  const remove = (team: RecordData) =>
    modal.confirm({
      title: t("delete_title", { name: String(team.name) }),
      content: t("teams.delete_text"),
      okText: t("delete"),
      okButtonProps: { danger: true },
      onOk: () => act(() => deleteRecord("team", team.id), t("deleted")),
    });
  return (
    <Sheet
      title={t("sections.teams")}
      note={t("teams.note")}
      actions={
        actions.includes("create") && (
          <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setEdited({})}>
            {t("teams.create")}
          </Button>
        )
      }
    >
      <Panel flush>
        {query.isPending && <Skeleton lines={5} />}
        {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} small />}
        {query.data?.length === 0 && (
          <Message icon={<Contact />} title={t("teams.none")}>
            {t("teams.none_text")}
          </Message>
        )}
        <ul>
          {query.data?.map((team) => (
            <Row
              key={team.id}
              lead={<Avatar name={String(team.name)} size={34} square />}
              title={String(team.name)}
              note={t("teams.people", { count: (team.members as Reference[]).length })}
              actions={
                <>
                  {actions.includes("update") && <Button size="small" icon={<Pencil size={14} aria-hidden />} aria-label={t("edit_of", { name: String(team.name) })} onClick={() => setEdited(team)} />}
                  {actions.includes("delete") && <Button size="small" danger icon={<Trash2 size={14} aria-hidden />} aria-label={t("delete_of", { name: String(team.name) })} onClick={() => remove(team)} />}
                </>
              }
            >
              <Members members={team.members as Reference[]} />
            </Row>
          ))}
        </ul>
      </Panel>
      {edited && <TeamForm team={edited} onClose={() => setEdited(null)} />}
    </Sheet>
  );
}

function Members({ members }: { members: Reference[] }) {
  return (
    <div className={styles.members}>
      {members.slice(0, SHOWN).map((one) => (
        <span key={one.id}>
          <Avatar name={one.title} size={20} />
          {one.title}
        </span>
      ))}
      {members.length > SHOWN && <span>+{members.length - SHOWN}</span>}
    </div>
  );
}

function TeamForm({ team, onClose }: { team: Partial<RecordData>; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const model = useModel();
  const [values, setValues] = useState<Record<string, unknown>>({ name: team.name, members: team.members ?? [] });
  const { act, busy, problem } = useDo(recordKeys.object("team"));
  const save = async () => {
    const written = Object.fromEntries(FIELDS.map((name) => [name, toWire(model.field("team", name)!, values[name]) ?? (name === "members" ? [] : null)]));
    const done = await act(() => (team.id ? updateRecord("team", team.id, written, team.version) : createRecord("team", written)), t("saved"), true);
    if (done) onClose();
  };
  return (
    <Modal open width={620} title={team.id ? t("teams.edit") : t("teams.create")} onCancel={onClose} onOk={() => void save()} okText={t("save")} cancelText={t("cancel")} okButtonProps={{ loading: busy }}>
      <div className={parts.form}>
        {FIELDS.map((name) => (
          <FieldLine key={name} object="team" field={name} value={values[name]} onChange={(value) => setValues({ ...values, [name]: value })} problem={problem?.about(name)} autoFocus={name === "name"} />
        ))}
      </div>
    </Modal>
  );
}
