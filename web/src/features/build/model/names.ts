/** Names for programs, made of the labels that people give: 设备编号 becomes she_bei_bian_hao. */
import type { Labels } from "@/api/metadata";

/** The first character of each syllable in pinyin order, and the syllable: a collator finds the place of any other among them. */
const SYLLABLES =
  "吖a哎ai安an肮ang凹ao八ba掰bai扳ban邦bang勹bao卑bei奔ben崩beng逼bi边bian灬biao憋bie玢bin冫bing拨bo逋bu嚓ca猜cai参can仓cang操cao册ce岑cen噌ce" +
  "ng叉cha拆chai觇chan伥chang抄chao车che抻chen柽cheng吃chi充chong抽chou出chu揣chuai巛chuan疮chuang吹chui春chun踔chuo呲ci匆cong凑cou粗cu" +
  "汆cuan崔cui村cun搓cuo哒da呆dai丹dan当dang刀dao得de灯deng氐di嗲dian刁diao爹die丁ding丢diu东dong都dou嘟du端duan堆dui吨dun多duo婀e诶ei恩en儿e" +
  "r发fa帆fan匚fang飞fei分fen丰feng缶fou夫fu旮ga该gai甘gan冈gang皋gao戈ge给gei根gen庚geng工gong勾gou估gu瓜gua乖guai关guan光guang归gui丨gun呙" +
  "guo哈ha咳hai顸han夯hang蒿hao诃he黑hei痕hen亨heng轰hong侯hou乎hu花hua怀huai欢huan肓huang灰hui昏hun耠huo丌ji加jia戋jian江jiang艽jiao阶jie" +
  "巾jin京jing冂jiong纠jiu居ju娟juan噘jue军jun咔ka开kai刊kan康kang尻kao苛ke肯ken吭keng空kong抠kou刳ku夸kua蒯kuai宽kuan匡kuang亏kui坤kun扩ku" +
  "o垃la来lai兰lan啷lang捞lao仂le勒lei塄leng哩li俩lia奁lian良liang撩liao咧lie拎lin伶ling溜liu龙long娄lou噜lu驴lv娈luan掠lve抡lun罗luo妈ma埋m" +
  "ai唛man邙mang猫mao么me没mei门men虻meng咪mi宀mian喵miao乜mie民min名ming谬miu摸mo哞mou毪mu拿na乃nai囡nan囔nang孬nao疒ne馁nei恁nen能neng嗯n妮" +
  "ni拈nian娘niang鸟niao捏nie您nin宁ning妞niu农nong耨nou奴nu女nv暖nuan疟nve挪nuo喔o讴ou趴pa拍pai潘pan乓pang抛pao呸pei喷pen怦peng丕pi偏pian剽" +
  "piao氕pie姘pin乒ping钋po剖pou仆pu七qi掐qia千qian呛qiang悄qiao且qie亲qin青qing邛qiong丘qiu区qu悛quan炔que逡qun蚺ran禳rang娆rao惹re人ren扔" +
  "reng日ri戎rong柔rou如ru阮ruan蕤rui闰run若ruo仨sa塞sai三san桑sang搔sao色se森sen僧seng杀sha筛shai山shan伤shang捎shao奢she谁shen升sheng尸s" +
  "hi收shou书shu刷shua衰shuai闩shuan双shuang水shui吮shun说shuo厶si忪song嗖sou苏su狻suan虽sui孙sun唆suo他ta胎tai坍tan汤tang涛tao忑te疼teng" +
  "剔ti天tian佻tiao帖tie厅ting通tong偷tou凸tu湍tuan推tui吞tun乇tuo挖wa歪wai弯wan尢wang危wei温wen翁weng挝wo乌wu夕xi呷xia仙xian乡xiang枭xiao些" +
  "xie心xin星xing凶xiong休xiu吁xu轩xuan削xue勋xun丫ya恹yan央yang幺yao掖ye一yi因yin窨ying哟yo佣yong优you纡yu鸢yuan曰yue晕yun匝za灾zai糌zan赃z" +
  "ang遭zao则ze贼zei怎zen增zeng扎zha斋zhai沾zhan张zhang钊zhao蜇zhe贞zhen争zheng之zhi中zhong州zhou朱zhu抓zhua拽zhuai专zhuan妆zhuang隹zhu" +
  "i肫zhun拙zhuo孜zi宗zong邹zou租zu钻zuan嘴zui尊zun嘬zuo";

const steps = [...SYLLABLES.matchAll(/([^a-z])([a-z]+)/g)].map(([, first, syllable]) => ({ first: first!, syllable: syllable! }));
const collator = new Intl.Collator("zh-Hans-CN");
const MOST = 40;
const RESERVED = new Set(
  "and or not any none count field search did sequence now me path id created_at created_by updated_at updated_by owner department version deleted_at".split(" "),
);

function pinyin(character: string): string {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (collator.compare(character, steps[middle]!.first) >= 0) low = middle;
    else high = middle - 1;
  }
  return steps[low]!.syllable;
}

/** Small letters, digits and single underscores, at most 40; empty where a label has nothing of the kind. */
export function nameOf(label: string): string {
  const spelled = [...label.normalize("NFKC")].map((one) => (/\p{Script=Han}/u.test(one) ? ` ${pinyin(one)} ` : one)).join("");
  const plain = spelled.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, "_").replace(/^[_0-9]+|_+$/g, "");
  return words.length <= MOST ? words : words.slice(0, MOST).replace(/_[^_]*$/, "");
}

/** What a label says for a name: English where there is some, else whatever there is. */
export const suggestion = (labels: Labels): string => nameOf(labels.en ?? labels["zh-CN"] ?? Object.values(labels)[0] ?? "");

/** `name`, or with a number where it is taken or means something else. */
export function freeName(name: string, taken: Iterable<string>, fallback = "field"): string {
  const used = new Set([...taken, ...RESERVED]);
  const base = (name || fallback).slice(0, MOST - 3);
  if (!used.has(name || fallback)) return name || fallback;
  for (let number = 2; ; number++) if (!used.has(`${base}_${number}`)) return `${base}_${number}`;
}

/** Why a name can't be: it is not written like one, it is taken. */
export function nameProblem(name: string, taken: Iterable<string>): "shape" | "taken" | "reserved" | null {
  if (!/^(?!.*__)[a-z][a-z0-9_]{0,39}(?<!_)$/.test(name)) return "shape";
  if (RESERVED.has(name)) return "reserved";
  return new Set(taken).has(name) ? "taken" : null;
}
