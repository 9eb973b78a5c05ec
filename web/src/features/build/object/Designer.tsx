import { Alert, ConfigProvider } from "antd";
import { ArrowLeft, GitBranch, LayoutTemplate, List, ShieldCheck, TextCursorInput } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/design/Icon";
import { Pill } from "@/design/Pill";
import { Message, Skeleton } from "@/design/States";
import { useLabels } from "@/design/text";

import { FieldsTab } from "../fields/FieldsTab";
import { useDesigned } from "../model/store";
import { Go } from "../parts/Go";
import { addressOf } from "../parts/go";
import styles from "./Designer.module.css";

const PageTab = lazy(() => import("../page/PageTab").then((room) => ({ default: room.PageTab })));
const ViewsTab = lazy(() => import("../views/ViewsTab").then((room) => ({ default: room.ViewsTab })));
const RulesTab = lazy(() => import("../rules/RulesTab").then((room) => ({ default: room.RulesTab })));
const PipelineTab = lazy(() => import("../pipeline/PipelineTab").then((room) => ({ default: room.PipelineTab })));

const TABS = [
  { name: "fields", icon: <TextCursorInput size={15} />, Tab: FieldsTab },
  { name: "page", icon: <LayoutTemplate size={15} />, Tab: PageTab },
  { name: "views", icon: <List size={15} />, Tab: ViewsTab },
  { name: "rules", icon: <ShieldCheck size={15} />, Tab: RulesTab },
  { name: "pipeline", icon: <GitBranch size={15} />, Tab: PipelineTab },
];

/** One object: its fields, its page, its views, its rules, its stages. */
export function Designer({ word, tab }: { word: string; tab: string }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const object = useDesigned(word);
  if (!object)
    return (
      <Message icon={<Icon name="box" size={22} />} title={t("objects.unknown", { name: word })} action={<Go to="/build">{t("objects.title")}</Go>}>
        {t("objects.unknown_text")}
      </Message>
    );
  const { Tab } = TABS.find((one) => one.name === tab) ?? TABS[0]!;
  return (
    <div className={styles.designer}>
      <header className={styles.head}>
        <Go to="/build/objects" className={styles.back} aria-label={t("objects.back")}>
          <ArrowLeft size={16} />
        </Go>
        <Icon name={object.icon} size={17} />
        <h2 className="ellipsis">{labelOf(object.label, object.name)}</h2>
        <code className={styles.name}>{object.name}</code>
        {object.state === "new" && <Pill color="teal">{t("state.new")}</Pill>}
        <nav className={styles.tabs} aria-label={labelOf(object.label, object.name)}>
          {TABS.map(({ name, icon }) => (
            <Go key={name} to={addressOf(object.name, name)} className={styles.tab} aria-current={name === tab ? "page" : undefined}>
              {icon}
              {t(`tabs.${name}`)}
            </Go>
          ))}
        </nav>
      </header>
      {!object.open && <Alert banner type="warning" title={t("objects.closed")} />}
      <Suspense fallback={<Skeleton lines={6} />}>
        <ConfigProvider componentDisabled={!object.open}>
          <Tab object={object} />
        </ConfigProvider>
      </Suspense>
    </div>
  );
}
