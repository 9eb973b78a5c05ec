/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { compression, defineAlgorithm } from "vite-plugin-compression2";

/** Where `npm run dev` finds the API. */
const api = process.env.LUOPAN_API ?? "http://127.0.0.1:8000";
export default defineConfig({
  plugins: [
    react(),
    compression({
      include: /\.(js|css|html|svg|json|webmanifest)$/,
      threshold: 1024,
      algorithms: [defineAlgorithm("brotliCompress"), defineAlgorithm("gzip", { level: 9 })],
    }),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  build: {
    outDir: fileURLToPath(new URL("../src/luopan/web", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      output: {
        codeSplitting: {
          // Few files, as each costs a round trip: what the first screen needs anyway, and what several screens share.
          groups: [
            { name: "react", test: /\/node_modules\/(react|react-dom|scheduler)\//, priority: 3 },
            { name: "frame", tags: ["$initial"], priority: 2 },
            { name: "shared", minShareCount: 3, test: /\.(tsx?|m?js|css)$/, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(["/api", "/openapi.json", "/docs", "/readyz"].map((path) => [path, { target: api, changeOrigin: false }])),
  },
  test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/test-setup.ts"] },
});
