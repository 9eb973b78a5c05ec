import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { App as AntApp, ConfigProvider } from "antd";
import type { Locale as AntLocale } from "antd/es/locale";
import { useEffect, useState } from "react";

import { onSignedOut } from "@/api/client";
import { Problem } from "@/api/problem";
import { type Locale, useLook, useThemeName } from "@/design/look";
import { useStillness } from "@/design/media";
import { themeOf } from "@/design/theme";

import { changeLanguage } from "./i18n";
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

const antLocales: Record<Locale, () => Promise<{ default: AntLocale }>> = {
  "zh-CN": () => import("antd/es/locale/zh_CN"),
  "zh-TW": () => import("antd/es/locale/zh_TW"),
  en: () => import("antd/es/locale/en_US"),
};
const dayLocales: Record<Locale, () => Promise<unknown>> = {
  "zh-CN": () => import("dayjs/locale/zh-cn"),
  "zh-TW": () => import("dayjs/locale/zh-tw"),
  en: () => import("dayjs/locale/en"),
};

function useAntLocale(locale: Locale): AntLocale | undefined {
  const [loaded, setLoaded] = useState<AntLocale>();
  useEffect(() => {
    let current = true;
    void Promise.all([antLocales[locale](), dayLocales[locale](), import("dayjs")]).then(([ant, , day]) => {
      day.default.locale(locale === "en" ? "en" : locale.toLowerCase());
      if (current) setLoaded(ant.default);
    });
    return () => {
      current = false;
    };
  }, [locale]);
  return loaded;
}

export function App() {
  const locale = useLook((look) => look.locale);
  const theme = useThemeName();
  const still = useStillness();
  const antLocale = useAntLocale(locale);
  useEffect(() => void changeLanguage(locale), [locale]);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <QueryClientProvider client={client}>
      <ConfigProvider locale={antLocale} theme={themeOf(theme, still)} button={{ autoInsertSpace: false }}>
        <AntApp component={false}>
          <RouterProvider router={router} />
        </AntApp>
      </ConfigProvider>
    </QueryClientProvider>
  );
}
