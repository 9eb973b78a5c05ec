import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import { readdirSync } from "node:fs";
import tseslint from "typescript-eslint";

/** Who may import whom: a floor knows only the floors named for it. Features never know one another. */
const floors = {
  api: [],
  design: ["api"],
  fields: ["api", "design"],
  "metadata-ui": ["api", "design", "fields"],
  features: ["api", "design", "fields", "metadata-ui"],
};
const features = readdirSync(new URL("src/features", import.meta.url));
const all = ["app", "features", "metadata-ui", "fields", "design", "api"];

export default tseslint.config(
  { ignores: ["src/api/schema.d.ts", "src/design/icons.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  hooks.configs.flat["recommended-latest"],
  {
    files: ["src/**/*.{ts,tsx}"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-console": "error",
      "max-lines": ["error", 500],
      "react-hooks/set-state-in-effect": "off",
      "react-hooks/incompatible-library": "off",
    },
  },
  ...Object.entries(floors).map(([floor, allowed]) => ({
    files: [`src/${floor}/**/*.{ts,tsx}`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: all
            .filter((other) => other !== floor && !allowed.includes(other))
            .map((other) => ({ group: [`@/${other}`, `@/${other}/**`], message: `${floor}/ may not know ${other}/.` }))
            .concat(
              floor === "features"
                ? [{ regex: `^(@/features|(\\.\\./)+(${features.join("|")}))/`, message: "Features never know one another." }]
                : [],
            ),
        },
      ],
    },
  })),
);
