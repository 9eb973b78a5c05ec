import { useSuspenseQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { Compass, Database, History, LayoutPanelLeft, Lock, Waypoints } from "lucide-react";
import { lazy, type ReactNode, Suspense, useLayoutEffect } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/session";
import { Message, Skeleton } from "@/design/States";

import styles from "./Build.module.css";
import { definitionsQuery } from "./model/definitions";
import { stand, takeUp, useWorkshop } from "./model/store";
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
  { name: "navigation", icon: <LayoutPanelLeft size={15} />, everywhere: true },
  { name: "compass", icon: <Compass size={15} />, everywhere: true },
  { name: "versions", icon: <History size={15} />, everywhere: true },
];
/** They are saved by themselves, with steps of their own. */
const WITHOUT_DRAFT = ["navigation", "compass"];

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
  const { data: metadata } = useSuspenseQuery(definitionsQuery);
  const { pathname } = useLocation();
  const ready = useWorkshop((state) => state.person === me.id && state.ready);
  const sent = useWorkshop((state) => state.sent);
  useLayoutEffect(() => {
    takeUp(me.id);
    stand(metadata);
  }, [me.id, metadata, sent]);
  const closed = (
    <Message icon={<Lock />} title={t("no_right.title")}>
      {t("no_right.text")}
    </Message>
  );
  if (!metadata.objects.some((object) => object.actions.includes("configure"))) return closed;
  const places = PLACES.filter(({ everywhere }) => !everywhere || me.configures);
  const [place = "objects", object, tab] = pathname.split("/").slice(2).filter(Boolean).map(decodeURIComponent);
  return (
    <div className={styles.build}>
      <header className={styles.bar}>
        <h1 className="sr-only">{t("title")}</h1>
        <nav className={styles.places} aria-label={t("title")}>
          {places.map(({ name, icon }) => (
            <Go key={name} to={`/build/${name}`} className={styles.place} aria-current={name === place ? "page" : undefined}>
              {icon}
              <span>{t(`places.${name}`)}</span>
            </Go>
          ))}
        </nav>
        <DraftBar hidden={WITHOUT_DRAFT.includes(place)} />
      </header>
      <div className={styles.room}>
        {ready && (
          <Suspense fallback={<Skeleton lines={6} />}>
            {PLACES.some(({ name }) => name === place) && !places.some(({ name }) => name === place) ? closed : <Place place={place} object={object} tab={tab} />}
          </Suspense>
        )}
      </div>
    </div>
  );
}
