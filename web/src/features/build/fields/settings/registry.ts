/** The settings of every type. A type without an entry does not compile. */
import type { ComponentType } from "react";

import type { Definable } from "../../model/types";
import { AutonumberSettings } from "./AutonumberSettings";
import { FilesSettings, ImageSettings } from "./FileSettings";
import { DecimalSettings, IntegerSettings, MoneySettings, RatingSettings } from "./NumberSettings";
import { MultiSelectSettings, SelectSettings } from "./OptionSettings";
import { AnyReferenceSettings, FixedReferenceSettings, ReferenceSettings, ReferencesSettings } from "./ReferenceSettings";
import { LongTextSettings, TextSettings } from "./TextSettings";
import type { SettingsProps } from "./types";

/** Types that have nothing to set. */
const NoSettings = () => null;

export const SETTINGS: { readonly [Type in Definable]: ComponentType<SettingsProps> } = {
  text: TextSettings,
  long_text: LongTextSettings,
  rich_text: NoSettings,
  integer: IntegerSettings,
  decimal: DecimalSettings,
  money: MoneySettings,
  percent: DecimalSettings,
  rating: RatingSettings,
  boolean: NoSettings,
  select: SelectSettings,
  multi_select: MultiSelectSettings,
  tags: NoSettings,
  color: NoSettings,
  date: NoSettings,
  datetime: NoSettings,
  time: NoSettings,
  duration: NoSettings,
  reference: ReferenceSettings,
  references: ReferencesSettings,
  any_reference: AnyReferenceSettings,
  user: FixedReferenceSettings,
  department: FixedReferenceSettings,
  phone: NoSettings,
  email: NoSettings,
  url: NoSettings,
  address: NoSettings,
  geo: NoSettings,
  files: FilesSettings,
  image: ImageSettings,
  autonumber: AutonumberSettings,
  credit_code: NoSettings,
  id_number: NoSettings,
  json: NoSettings,
  secret: NoSettings,
};
