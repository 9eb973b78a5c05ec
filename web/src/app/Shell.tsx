import { useQueryClient } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/session";
import { followChanges } from "@/api/stream";
import { useLook } from "@/design/look";
import { usePhone } from "@/design/media";
import { Skeleton } from "@/design/States";
import { useDrawer } from "@/metadata-ui/drawer";

import { BottomBar } from "./BottomBar";
import { Navigation } from "./Navigation";
import { useNavigation } from "./navigation";
import { Offline } from "./Offline";
import styles from "./Shell.module.css";
import { TopBar } from "./TopBar";
import { usePalette } from "./palette";

const ViewAsBanner = lazy(() => import("@/features/settings/ViewAsBanner").then((room) => ({ default: room.ViewAsBanner })));
const RecordDrawer = lazy(() => import("@/metadata-ui/RecordDrawer").then((room) => ({ default: room.RecordDrawer })));
const CommandPalette = lazy(() => import("@/features/search/CommandPalette").then((room) => ({ default: room.CommandPalette })));

/** The frame around every screen of somebody who is signed in. */
export function Shell() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const phone = usePhone();
  const viewed = !!useMe().viewer;
  const slim = useLook((look) => look.slim);
  const drawer = useDrawer((state) => state.request !== null);
  const palette = usePalette();
  useEffect(() => followChanges(client), [client]);
  return (
    <div className={`${styles.shell} ${slim ? styles.slim : ""}`}>
      <a className={styles.skip} href="#main">
        {t("skip")}
      </a>
      {!phone && <Navigation />}
      <div className={styles.body}>
        <TopBar />
        <Offline />
        <Suspense>{viewed && <ViewAsBanner />}</Suspense>
        <main id="main" tabIndex={-1} className={styles.main}>
          <Suspense fallback={<Skeleton lines={6} />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {phone && <BottomBar />}
      <Suspense>
        {drawer && <RecordDrawer />}
        {palette.open && <Palette onClose={palette.close} />}
      </Suspense>
    </div>
  );
}

/** Offers the screens that the navigation shows, and no others. */
function Palette({ onClose }: { onClose: () => void }) {
  const groups = useNavigation();
  const screens = useMemo(() => groups.flatMap((group) => group.items).filter((one) => !one.to.startsWith("/objects/")), [groups]);
  return <CommandPalette screens={screens} onClose={onClose} />;
}
