import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Input, Modal } from "antd";
import { Plus, ShieldCheck, Users } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { createRecord, queryRecords, type RecordData, recordKeys, type Reference } from "@/api/records";
import { Pill } from "@/design/Pill";
import { ErrorState, Skeleton } from "@/design/States";

import { useAll } from "../organisation/people";
import parts from "../parts/parts.module.css";
import { Sheet } from "../parts/Sheet";
import { useDo } from "../parts/useDo";
import type { SectionProps } from "../sections";
import { EVERY, type Grant, isEverything } from "./grants";
import styles from "./Matrix.module.css";
import { Role } from "./Role";

/** `/settings/roles`, and one of them. */
export function Roles({ rest: [id] }: SectionProps) {
  return id ? <RoleOf id={id} /> : <List />;
}

function RoleOf({ id }: { id: string }) {
  const { t } = useTranslation("settings");
  const roles = useAll("role");
  if (roles.isPending) return <Skeleton lines={10} />;
  if (roles.isError) return <ErrorState error={roles.error} retry={() => void roles.refetch()} />;
  const role = roles.data.find((one) => one.id === id);
  return role ? <Role key={role.id} role={role} roles={roles.data} /> : <ErrorState error={new Error(t("unknown"))} />;
}

/** How many active people hold each role. */
function useHolders() {
  const asked = { where: { field: "active", op: "eq", value: true }, select: ["roles"], limit: 1_000 };
  return useInfiniteQuery({
    queryKey: recordKeys.list("user", asked),
    queryFn: ({ pageParam, signal }) => queryRecords("user", { ...asked, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    select: ({ pages }) => counted(pages.flatMap((page) => page.records.flatMap((one) => one.roles as Reference[]))),
  });
}

function counted(roles: Reference[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { id } of roles) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

function List() {
  const { t } = useTranslation("settings");
  const roles = useAll("role");
  const { data: holders, hasNextPage, fetchNextPage } = useHolders();
  useEffect(() => {
    if (hasNextPage) void fetchNextPage();
  }, [holders, hasNextPage, fetchNextPage]);
  const [making, setMaking] = useState(false);
  return (
    <Sheet
      wide
      title={t("sections.roles")}
      note={t("roles.note")}
      actions={
        <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>
          {t("roles.create")}
        </Button>
      }
    >
      {roles.isPending && <Skeleton lines={8} />}
      {roles.isError && <ErrorState error={roles.error} retry={() => void roles.refetch()} />}
      <ul className={styles.roles}>
        {roles.data?.map((role) => (
          <li key={role.id} style={{ display: "grid" }}>
            <Card role={role} people={holders?.get(role.id)} />
          </li>
        ))}
      </ul>
      {making && <NewRole onClose={() => setMaking(false)} />}
    </Sheet>
  );
}

function Card({ role, people }: { role: RecordData; people: number | undefined }) {
  const { t } = useTranslation("settings");
  const grants = (role.grants ?? []) as Grant[];
  const objects = new Set(grants.map((one) => one.object));
  return (
    <Link to="/settings/roles/$id" params={{ id: role.id }} className={styles.role}>
      <b>{String(role.name)}</b>
      <p>{String(role.description ?? "")}</p>
      <footer>
        {isEverything(grants) ? (
          <Pill color="green">
            <ShieldCheck size={12} aria-hidden /> {t("ways.administrator")}
          </Pill>
        ) : (
          <span>{objects.has(EVERY) ? t("roles.every") : t("roles.objects", { count: objects.size })}</span>
        )}
        <span style={{ display: "inline-flex", alignItems: "center", gap: 5 }}>
          <Users size={13} aria-hidden />
          {t("teams.people", { count: people ?? 0 })}
        </span>
      </footer>
    </Link>
  );
}

/** A new role, empty or with what another grants. */
export function NewRole({ like, onClose }: { like?: RecordData; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const navigate = useNavigate();
  const [name, setName] = useState(like ? t("roles.copy_of", { name: String(like.name) }) : "");
  const [description, setDescription] = useState("");
  const { act, busy, problem } = useDo(recordKeys.object("role"));
  const create = async () => {
    const made = await act(() => createRecord("role", { name: name.trim(), description: description.trim() || null, grants: like?.grants ?? [] }), undefined, true);
    if (made) void navigate({ to: "/settings/roles/$id", params: { id: made.id } });
    if (made) onClose();
  };
  return (
    <Modal open title={t("roles.create")} onCancel={onClose} onOk={() => void create()} okText={t("roles.create")} cancelText={t("cancel")} okButtonProps={{ loading: busy, disabled: !name.trim() }}>
      <div className={parts.form}>
        <div>
          <label htmlFor="role-name">{t("keys.name")}</label>
          <Input id="role-name" autoFocus value={name} onChange={(event) => setName(event.target.value)} status={problem?.about("name") ? "error" : undefined} />
          {problem?.about("name") && <p className={parts.problem}>{problem.about("name")}</p>}
        </div>
        <div>
          <label htmlFor="role-description">{t("roles.description")}</label>
          <Input.TextArea id="role-description" rows={2} value={description} onChange={(event) => setDescription(event.target.value)} />
        </div>
      </div>
    </Modal>
  );
}
