import { useLocation } from "@tanstack/react-router";
import { Compass, Database, History, LayoutPanelLeft, Lock, Waypoints } from "lucide-react";
import { lazy, type ReactNode, Suspense, useLayoutEffect } from "react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { useMe } from "@/api/session";
import { Message, Skeleton } from "@/design/States";

import styles from "./Build.module.css";
import { stand, useWorkshop } from "./model/store";
import { Designer } from "./object/Designer";
import { ObjectList } from "./object/ObjectList";
import { Go } from "./parts/Go";
import { DraftBar } from "./publish/DraftBar";

const RelationsMap = lazy(() => import("./relations/RelationsMap").then((room) => ({ default: room.RelationsMap })));
const Versions = lazy(() => import("./versions/Versions").then((room) => ({ default: room.Versions })));
const NavigationEditor = lazy(() => import("./screens/NavigationEditor").then((room) => ({ default: room.NavigationEditor })));
const CompassEditor = lazy(() => import("./screens/CompassEditor").then((room) => ({ default: room.CompassEditor })));

const PLACES = [
  { name: "objects", icon: <Database size={15} /> },
  { name: "relations", icon: <Waypoints size={15} /> },
  { name: "navigation", icon: <LayoutPanelLeft size={15} /> },
  { name: "compass", icon: <Compass size={15} /> },
  { name: "versions", icon: <History size={15} /> },
];

function Place({ place, object, tab }: { place: string; object?: string; tab?: string }): ReactNode {
  switch (place) {
    case "relations":
      return <RelationsMap />;
    case "navigation":
      return <NavigationEditor />;
    case "compass":
      return <CompassEditor />;
    case "versions":
      return <Versions />;
    default:
      return object ? <Designer key={object} word={object} tab={tab ?? "fields"} /> : <ObjectList />;
  }
}

/** The builder: everything that people who write no code change about objects, under one draft. */
export function Build() {
  const { t } = useTranslation("build");
  const me = useMe();
  const { metadata } = useModel();
  const { pathname } = useLocation();
  const ready = useWorkshop((state) => state.person === me.id);
  useLayoutEffect(() => stand(me.id, metadata), [me.id, metadata]);
  if (!metadata.objects.some((object) => object.actions.includes("configure")))
    return (
      <Message icon={<Lock />} title={t("no_right.title")}>
        {t("no_right.text")}
      </Message>
    );
  const [place = "objects", object, tab] = pathname.split("/").slice(2).filter(Boolean).map(decodeURIComponent);
  return (
    <div className={styles.build}>
      <header className={styles.bar}>
        <h1 className="sr-only">{t("title")}</h1>
        <nav className={styles.places} aria-label={t("title")}>
          {PLACES.map(({ name, icon }) => (
            <Go key={name} to={`/build/${name}`} className={styles.place} aria-current={name === place ? "page" : undefined}>
              {icon}
              <span>{t(`places.${name}`)}</span>
            </Go>
          ))}
        </nav>
        <DraftBar />
      </header>
      <div className={styles.room}>
        {ready && (
          <Suspense fallback={<Skeleton lines={6} />}>
            <Place place={place} object={object} tab={tab} />
          </Suspense>
        )}
      </div>
    </div>
  );
}
