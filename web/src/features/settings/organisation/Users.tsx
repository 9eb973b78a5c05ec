import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { Plus, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { Avatar } from "@/design/Avatar";
import { Panel } from "@/design/Page";
import { Pill } from "@/design/Pill";
import { SearchInput } from "@/design/SearchInput";
import { ErrorState, Message, Skeleton } from "@/design/States";

import { More } from "../parts/More";
import { Sheet } from "../parts/Sheet";
import type { SectionProps } from "../sections";
import { NewUser } from "./NewUser";
import styles from "./organisation.module.css";
import { type PeopleFilter, type Person, useAll, usePeople } from "./people";
import { User } from "./User";

/** `/settings/users`, and one of them. */
export function UsersScreen({ rest: [id] }: SectionProps) {
  return id ? <User key={id} id={id} /> : <List />;
}

function List() {
  const { t } = useTranslation("settings");
  const model = useModel();
  const filter = useSearch({ strict: false }) as PeopleFilter;
  const [making, setMaking] = useState(false);
  const query = usePeople(model, filter);
  const people = query.data?.pages.flatMap((page) => page.records as Person[]) ?? [];
  const count = query.data?.pages[0]?.count;
  const create = model.object("user")?.actions.includes("create") && (
    <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {t("users.create")}
    </Button>
  );
  return (
    <Sheet wide title={t("sections.users")} note={count === null || count === undefined ? "\u00a0" : t("users.count", { count })} actions={create}>
      <Filters filter={filter} />
      <Panel flush>
        <div className={styles.head} aria-hidden>
          {["name", "department", "manager", "roles"].map((one) => (
            <span key={one}>{t(`users.${one}`)}</span>
          ))}
        </div>
        {query.isPending && <Skeleton lines={10} />}
        {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} />}
        {query.isSuccess && people.length === 0 && (
          <Message icon={<Users />} title={t("users.none")}>
            {t("users.none_text")}
          </Message>
        )}
        <ul>
          {people.map((one) => (
            <li key={one.id}>
              <PersonLine person={one} />
            </li>
          ))}
        </ul>
        <More pages={query} />
      </Panel>
      {making && <NewUser onClose={() => setMaking(false)} />}
    </Sheet>
  );
}

function PersonLine({ person }: { person: Person }) {
  const { t } = useTranslation("settings");
  return (
    <Link to="/settings/users/$id" params={{ id: person.id }} className={styles.person}>
      <span className={styles.who}>
        <Avatar name={person.name} size={32} />
        <span className="ellipsis">
          <b>{person.name}</b>
          <small className="ellipsis">{person.email}</small>
        </span>
        {!person.active && <Pill color="gray">{t("users.inactive")}</Pill>}
      </span>
      <span className="ellipsis">{person.department?.title}</span>
      <span className="ellipsis">{person.manager?.title}</span>
      <span className={styles.roles}>
        {person.roles?.map((role) => (
          <Pill key={role.id} color="teal" dot={false}>
            {role.title}
          </Pill>
        ))}
        {person.roles?.length === 0 && person.active && <Pill color="orange">{t("users.no_role")}</Pill>}
      </span>
    </Link>
  );
}

function Filters({ filter }: { filter: PeopleFilter }) {
  const { t } = useTranslation("settings");
  const navigate = useNavigate();
  const model = useModel();
  const departments = useAll("department");
  const seesRoles = !!model.field("user", "roles") && !!model.object("role");
  const roles = useAll("role", seesRoles);
  const put = (change: PeopleFilter) =>
    void navigate({ to: "/settings/users", search: Object.fromEntries(Object.entries({ ...filter, ...change }).filter(([, value]) => value)), replace: true });
  const options = (records: { id: string }[] | undefined) => records?.map((one) => ({ value: one.id, label: String((one as unknown as { name: string }).name) }));
  const shared = { allowClear: true, showSearch: { optionFilterProp: "label" } };
  return (
    <div className={styles.filters} role="search">
      <SearchInput value={String(filter.text ?? "")} onChange={(text) => put({ text })} label={t("users.search")} />
      <Select {...shared} aria-label={t("users.department")} placeholder={t("users.department")} value={filter.department} options={options(departments.data)} onChange={(department?: string) => put({ department })} />
      {seesRoles && <Select {...shared} aria-label={t("users.roles")} placeholder={t("users.roles")} value={filter.role} options={options(roles.data)} onChange={(role?: string) => put({ role })} />}
      <Select
        aria-label={t("users.state")}
        value={filter.state ?? "active"}
        onChange={(state) => put({ state: state === "active" ? undefined : state })}
        options={(["active", "inactive", "all"] as const).map((value) => ({ value, label: t(`users.states.${value}`) }))}
      />
    </div>
  );
}
