"""Currencies by ISO 4217, and the signs and words that people write for them."""

from luopan.kernel.fields.base import Rejected, words

CURRENCIES = words(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD "
    "HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD "
    "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN "
    "PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY "
    "TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)

_NAMES = {
    name: tuple(codes.split())
    for names, codes in (
        ("¥", "CNY JPY"),
        ("元 圆 圓 块 塊", "CNY TWD HKD MOP SGD"),
        ("$", "USD HKD TWD SGD CAD AUD NZD MOP"),
        ("人民币 人民幣 rmb cn¥", "CNY"),
        ("美元 美金 us$", "USD"),
        ("港元 港币 港幣 hk$", "HKD"),
        ("新台币 新臺幣 新台幣 台币 台幣 nt$", "TWD"),
        ("澳门元 澳門元 澳门币 澳門幣 mop$", "MOP"),
        ("€ 欧元 歐元", "EUR"),
        ("£ 英镑 英鎊", "GBP"),
        ("日元 日圆 日圓 円 jp¥", "JPY"),
        ("₩ 韩元 韓元 韓圓", "KRW"),
        ("新加坡元 新币 新幣 s$", "SGD"),
        ("澳元 a$", "AUD"),
        ("加元 c$", "CAD"),
        ("马币 馬幣 林吉特 rm", "MYR"),
        ("฿ 泰铢 泰銖", "THB"),
        ("₫ 越南盾", "VND"),
        ("₹ 卢比 盧比", "INR"),
        ("₽ 卢布 盧布", "RUB"),
        ("瑞士法郎", "CHF"),
    )
    for name in names.split()
}


def parse_currency(text: str, home: str) -> str:
    """The code for a code, sign or word. One that several currencies share (¥, $, 元) means `home` if it is one of them."""
    code = text.strip().upper()
    if code in CURRENCIES:
        return code
    codes = _NAMES.get(text.strip().lower())
    if codes is None:
        raise Rejected("currency_unknown", value=text[:20])
    return home if home in codes else codes[0]
