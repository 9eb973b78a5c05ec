/** What each field type gives to screens. A type that lacks something does not compile. */
import { type ComponentType, lazy } from "react";

import type { FieldTypeName } from "@/api/field-types";

import { Cell as AddressCell } from "./address/Cell";
import { Filter as AddressFilter } from "./address/Filter";
import { Cell as AnyReferenceCell } from "./any_reference/Cell";
import { Input as AnyReferenceInput } from "./any_reference/Input";
import { Filter as AnyReferenceFilter } from "./any_reference/Filter";
import { Cell as AutonumberCell } from "./autonumber/Cell";
import { Input as AutonumberInput } from "./autonumber/Input";
import { Filter as AutonumberFilter } from "./autonumber/Filter";
import { Cell as BooleanCell } from "./boolean/Cell";
import { Input as BooleanInput } from "./boolean/Input";
import { Filter as BooleanFilter } from "./boolean/Filter";
import { Cell as ColorCell } from "./color/Cell";
import { Cell as CreditCodeCell } from "./credit_code/Cell";
import { Input as CreditCodeInput } from "./credit_code/Input";
import { Filter as CreditCodeFilter } from "./credit_code/Filter";
import { Cell as CurrencyCell } from "./currency/Cell";
import { Input as CurrencyInput } from "./currency/Input";
import { Filter as CurrencyFilter } from "./currency/Filter";
import { Cell as DateCell } from "./date/Cell";
import { Cell as DatetimeCell } from "./datetime/Cell";
import { Cell as DecimalCell } from "./decimal/Cell";
import { Input as DecimalInput } from "./decimal/Input";
import { Filter as DecimalFilter } from "./decimal/Filter";
import { Cell as DepartmentCell } from "./department/Cell";
import { Input as DepartmentInput } from "./department/Input";
import { Filter as DepartmentFilter } from "./department/Filter";
import { Cell as DivisionCell } from "./division/Cell";
import { Input as DivisionInput } from "./division/Input";
import { Filter as DivisionFilter } from "./division/Filter";
import { Cell as DurationCell } from "./duration/Cell";
import { Input as DurationInput } from "./duration/Input";
import { Filter as DurationFilter } from "./duration/Filter";
import { Cell as EmailCell } from "./email/Cell";
import { Input as EmailInput } from "./email/Input";
import { Filter as EmailFilter } from "./email/Filter";
import { Cell as FilesCell } from "./files/Cell";
import { Filter as FilesFilter } from "./files/Filter";
import { Cell as GeoCell } from "./geo/Cell";
import { Cell as IdCell } from "./id/Cell";
import { Input as IdInput } from "./id/Input";
import { Filter as IdFilter } from "./id/Filter";
import { Cell as IdNumberCell } from "./id_number/Cell";
import { Input as IdNumberInput } from "./id_number/Input";
import { Filter as IdNumberFilter } from "./id_number/Filter";
import { Cell as ImageCell } from "./image/Cell";
import { Filter as ImageFilter } from "./image/Filter";
import { Cell as IntegerCell } from "./integer/Cell";
import { Input as IntegerInput } from "./integer/Input";
import { Filter as IntegerFilter } from "./integer/Filter";
import { Cell as JsonCell } from "./json/Cell";
import { Filter as JsonFilter } from "./json/Filter";
import { Cell as LongTextCell } from "./long_text/Cell";
import { Input as LongTextInput } from "./long_text/Input";
import { Filter as LongTextFilter } from "./long_text/Filter";
import { Cell as MoneyCell } from "./money/Cell";
import { Input as MoneyInput } from "./money/Input";
import { Filter as MoneyFilter } from "./money/Filter";
import { Cell as MultiSelectCell } from "./multi_select/Cell";
import { Input as MultiSelectInput } from "./multi_select/Input";
import { Filter as MultiSelectFilter } from "./multi_select/Filter";
import { Cell as PercentCell } from "./percent/Cell";
import { Input as PercentInput } from "./percent/Input";
import { Filter as PercentFilter } from "./percent/Filter";
import { Cell as PhoneCell } from "./phone/Cell";
import { Input as PhoneInput } from "./phone/Input";
import { Filter as PhoneFilter } from "./phone/Filter";
import { Cell as RatingCell } from "./rating/Cell";
import { Input as RatingInput } from "./rating/Input";
import { Filter as RatingFilter } from "./rating/Filter";
import { Cell as ReferenceCell } from "./reference/Cell";
import { Input as ReferenceInput } from "./reference/Input";
import { Filter as ReferenceFilter } from "./reference/Filter";
import { Cell as ReferencesCell } from "./references/Cell";
import { Input as ReferencesInput } from "./references/Input";
import { Filter as ReferencesFilter } from "./references/Filter";
import { Cell as RichTextCell } from "./rich_text/Cell";
import { Filter as RichTextFilter } from "./rich_text/Filter";
import { Cell as SecretCell } from "./secret/Cell";
import { Input as SecretInput } from "./secret/Input";
import { Filter as SecretFilter } from "./secret/Filter";
import { Cell as SelectCell } from "./select/Cell";
import { Input as SelectInput } from "./select/Input";
import { Filter as SelectFilter } from "./select/Filter";
import { Cell as TagsCell } from "./tags/Cell";
import { Input as TagsInput } from "./tags/Input";
import { Filter as TagsFilter } from "./tags/Filter";
import { Cell as TextCell } from "./text/Cell";
import { Input as TextInput } from "./text/Input";
import { Filter as TextFilter } from "./text/Filter";
import { Cell as TimeCell } from "./time/Cell";
import { Cell as UrlCell } from "./url/Cell";
import { Input as UrlInput } from "./url/Input";
import { Filter as UrlFilter } from "./url/Filter";
import { Cell as UserCell } from "./user/Cell";
import { Input as UserInput } from "./user/Input";
import { Filter as UserFilter } from "./user/Filter";
import type { FieldWidgets, FilterProps, InputProps } from "./types";

const lazyInput = (load: () => Promise<{ Input: ComponentType<InputProps> }>) => lazy(() => load().then((room) => ({ default: room.Input })));
const lazyFilter = (load: () => Promise<{ Filter: ComponentType<FilterProps> }>) => lazy(() => load().then((room) => ({ default: room.Filter })));

/** Cells are there at once, so that tables never wait; inputs that bring calendars, editors or lists come when they are first used. */
export const registry: Readonly<Record<FieldTypeName, FieldWidgets>> = {
  address: { Cell: AddressCell, Input: lazyInput(() => import("./address/Input")), Filter: AddressFilter, width: 240 },
  any_reference: { Cell: AnyReferenceCell, Input: AnyReferenceInput, Filter: AnyReferenceFilter, width: 180 },
  autonumber: { Cell: AutonumberCell, Input: AutonumberInput, Filter: AutonumberFilter, width: 150 },
  boolean: { Cell: BooleanCell, Input: BooleanInput, Filter: BooleanFilter, width: 90 },
  color: { Cell: ColorCell, Input: lazyInput(() => import("./color/Input")), Filter: lazyFilter(() => import("./color/Filter")), width: 110 },
  credit_code: { Cell: CreditCodeCell, Input: CreditCodeInput, Filter: CreditCodeFilter, width: 190 },
  currency: { Cell: CurrencyCell, Input: CurrencyInput, Filter: CurrencyFilter, width: 90 },
  date: { Cell: DateCell, Input: lazyInput(() => import("./date/Input")), Filter: lazyFilter(() => import("./date/Filter")), width: 120 },
  datetime: { Cell: DatetimeCell, Input: lazyInput(() => import("./datetime/Input")), Filter: lazyFilter(() => import("./datetime/Filter")), width: 150 },
  decimal: { Cell: DecimalCell, Input: DecimalInput, Filter: DecimalFilter, align: "right", width: 120 },
  department: { Cell: DepartmentCell, Input: DepartmentInput, Filter: DepartmentFilter, width: 150 },
  division: { Cell: DivisionCell, Input: DivisionInput, Filter: DivisionFilter, width: 120 },
  duration: { Cell: DurationCell, Input: DurationInput, Filter: DurationFilter, align: "right", width: 110 },
  email: { Cell: EmailCell, Input: EmailInput, Filter: EmailFilter, width: 200 },
  files: { Cell: FilesCell, Input: lazyInput(() => import("./files/Input")), Filter: FilesFilter, width: 170 },
  geo: { Cell: GeoCell, Input: lazyInput(() => import("./geo/Input")), Filter: lazyFilter(() => import("./geo/Filter")), width: 180 },
  id: { Cell: IdCell, Input: IdInput, Filter: IdFilter, width: 160 },
  id_number: { Cell: IdNumberCell, Input: IdNumberInput, Filter: IdNumberFilter, width: 180 },
  image: { Cell: ImageCell, Input: lazyInput(() => import("./image/Input")), Filter: ImageFilter, width: 80 },
  integer: { Cell: IntegerCell, Input: IntegerInput, Filter: IntegerFilter, align: "right", width: 100 },
  json: { Cell: JsonCell, Input: lazyInput(() => import("./json/Input")), Filter: JsonFilter, width: 200 },
  long_text: { Cell: LongTextCell, Input: LongTextInput, Filter: LongTextFilter, width: 240 },
  money: { Cell: MoneyCell, Input: MoneyInput, Filter: MoneyFilter, align: "right", width: 130 },
  multi_select: { Cell: MultiSelectCell, Input: MultiSelectInput, Filter: MultiSelectFilter, width: 200 },
  percent: { Cell: PercentCell, Input: PercentInput, Filter: PercentFilter, align: "right", width: 130 },
  phone: { Cell: PhoneCell, Input: PhoneInput, Filter: PhoneFilter, width: 150 },
  rating: { Cell: RatingCell, Input: RatingInput, Filter: RatingFilter, width: 110 },
  reference: { Cell: ReferenceCell, Input: ReferenceInput, Filter: ReferenceFilter, width: 180 },
  references: { Cell: ReferencesCell, Input: ReferencesInput, Filter: ReferencesFilter, width: 200 },
  rich_text: { Cell: RichTextCell, Input: lazyInput(() => import("./rich_text/Input")), Filter: RichTextFilter, width: 240 },
  secret: { Cell: SecretCell, Input: SecretInput, Filter: SecretFilter, width: 120 },
  select: { Cell: SelectCell, Input: SelectInput, Filter: SelectFilter, width: 140 },
  tags: { Cell: TagsCell, Input: TagsInput, Filter: TagsFilter, width: 180 },
  text: { Cell: TextCell, Input: TextInput, Filter: TextFilter, width: 200 },
  time: { Cell: TimeCell, Input: lazyInput(() => import("./time/Input")), Filter: lazyFilter(() => import("./time/Filter")), width: 90 },
  url: { Cell: UrlCell, Input: UrlInput, Filter: UrlFilter, width: 180 },
  user: { Cell: UserCell, Input: UserInput, Filter: UserFilter, width: 140 },
};
