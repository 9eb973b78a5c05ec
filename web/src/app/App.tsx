import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { App as AntApp, ConfigProvider } from "antd";
import { useEffect, useState } from "react";

import { onSignedOut } from "@/api/client";
import { Problem } from "@/api/problem";
import { useLook, useThemeName } from "@/design/look";
import { useStillness } from "@/design/media";
import { themeOf } from "@/design/theme";

import { type ComponentTexts, changeLanguage } from "./i18n";
import { makeRouter } from "./router";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && error instanceof Problem && error.isOffline,
    },
    mutations: { retry: false },
  },
});
const router = makeRouter(client);

onSignedOut(() => {
  if (router.state.location.pathname === "/login") return;
  const to = router.state.location.href;
  client.clear();
  void router.navigate({ to: "/login", search: to === "/" ? {} : { to } });
});

/** Resolves when the first screen can be drawn whole: its code, its texts, who asks, and what there is. */
export const firstScreen = (): Promise<void> => router.load();

export function App({ texts }: { texts: ComponentTexts }) {
  const locale = useLook((look) => look.locale);
  const theme = useThemeName();
  const still = useStillness();
  const [spoken, setSpoken] = useState({ locale, texts });
  useEffect(() => {
    if (locale === spoken.locale) return;
    let current = true;
    void changeLanguage(locale).then((next) => current && setSpoken({ locale, texts: next }));
    return () => {
      current = false;
    };
  }, [locale, spoken.locale]);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <QueryClientProvider client={client}>
      <ConfigProvider locale={spoken.texts} theme={themeOf(theme, still)} button={{ autoInsertSpace: false }}>
        <AntApp component={false}>
          <RouterProvider router={router} />
        </AntApp>
      </ConfigProvider>
    </QueryClientProvider>
  );
}
