"""The words of which the world's names are made; none of them names a real company."""

from typing import Final

ONSETS: Final = (
    *("Al", "Ar", "Bel", "Bor", "Bran", "Cal", "Cen", "Cor", "Dal", "Del", "Dor", "El", "Fal"),
    *("Fen", "Gal", "Gran", "Hal", "Hel", "Ir", "Jor", "Kal", "Kel", "Kor", "Lan", "Lor", "Lum"),
    *("Mar", "Mel", "Mor", "Nal", "Nor", "Or", "Pel", "Por", "Quan", "Ral", "Ren", "Sal", "Sel"),
    *("Sol", "Tal", "Tor", "Ul", "Val", "Ver", "Vol", "Wes", "Yor", "Zan", "Zel"),
)
MIDDLES: Final = (
    *("a", "ba", "bri", "ca", "da", "de", "di", "do", "e", "fi", "ga", "go", "i", "ka", "la", "le"),
    *(
        "li",
        "lo",
        "ma",
        "me",
        "mi",
        "mo",
        "na",
        "ne",
        "ni",
        "no",
        "o",
        "ra",
        "re",
        "ri",
        "ro",
        "sa",
    ),
    *("se", "ta", "te", "ti", "to", "va", "ve", "vi"),
)
ENDINGS: Final = (
    *("bex", "bright", "cor", "dane", "dex", "dine", "don", "field", "fort", "gate", "grid"),
    *("lane", "lex", "line", "lith", "lon", "mark", "mere", "mond", "nex", "nor", "point"),
    *("quist", "rex", "rian", "rick", "ridge", "sen", "som", "stead", "strand", "tec", "ton"),
    *("tra", "tris", "trix", "vant", "ven", "vex", "wick", "worth", "zen"),
)
TRADES: Final[dict[str, tuple[str, ...]]] = {
    "software": ("Software", "Systems", "Labs", "Cloud", "Data", "Technologies"),
    "financial_services": ("Capital", "Bank", "Insurance", "Finance", "Payments", "Partners"),
    "professional_services": ("Consulting", "Advisory", "Associates", "Legal", "Staffing"),
    "manufacturing": ("Industries", "Manufacturing", "Metals", "Machines", "Plastics", "Works"),
    "healthcare": ("Health", "Medical", "Clinics", "Biosciences", "Pharma", "Care"),
    "retail": ("Retail", "Stores", "Foods", "Outfitters", "Home", "Markets"),
    "public_sector": ("County", "City Services", "Transit Authority", "Water District"),
    "other": ("Group", "Logistics", "Energy", "Media", "Farms", "Travel"),
}
LEGAL_FORMS: Final[dict[str, tuple[str, ...]]] = {
    "US": ("Inc.", "LLC", "Corp.", "Inc", "Corporation"),
    "CA": ("Inc.", "Ltd.", "Corp."),
    "GB": ("Ltd", "plc", "Limited", "LLP"),
    "DE": ("GmbH", "AG", "GmbH & Co. KG", "SE"),
    "NL": ("B.V.", "N.V."),
    "FR": ("SA", "SAS", "SARL"),
    "SE": ("AB", "AB (publ)"),
    "AU": ("Pty Ltd", "Ltd"),
    "BR": ("Ltda", "S.A."),
    "IN": ("Pvt Ltd", "Ltd"),
    "JP": ("K.K.", "Co., Ltd."),
}
COUNTRIES: Final = ("US", "CA", "GB", "DE", "NL", "FR", "SE", "AU", "BR", "IN", "JP")
COUNTRY_SHARES: Final = (0.46, 0.06, 0.12, 0.09, 0.04, 0.05, 0.03, 0.05, 0.03, 0.04, 0.03)
COUNTRY_ZONES: Final = (0, 0, 1, 1, 1, 1, 1, 2, 0, 1, 2)
COUNTRY_CURRENCIES: Final = (0, 0, 2, 1, 1, 1, 1, 0, 0, 0, 0)
CURRENCIES: Final = ("USD", "EUR", "GBP")
PLACES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "US": (
        *(("New York", "NY"), ("Boston", "MA"), ("Chicago", "IL"), ("Austin", "TX")),
        *(("Denver", "CO"), ("Atlanta", "GA"), ("Seattle", "WA"), ("San Jose", "CA")),
        *(("Columbus", "OH"), ("Raleigh", "NC"), ("Minneapolis", "MN"), ("Phoenix", "AZ")),
    ),
    "CA": (("Toronto", "ON"), ("Montréal", "QC"), ("Vancouver", "BC"), ("Calgary", "AB")),
    "GB": (("London", ""), ("Manchester", ""), ("Leeds", ""), ("Edinburgh", ""), ("Bristol", "")),
    "DE": (("Berlin", ""), ("München", ""), ("Hamburg", ""), ("Köln", ""), ("Stuttgart", "")),
    "NL": (("Amsterdam", ""), ("Utrecht", ""), ("Eindhoven", "")),
    "FR": (("Paris", ""), ("Lyon", ""), ("Nantes", ""), ("Toulouse", "")),
    "SE": (("Stockholm", ""), ("Göteborg", ""), ("Malmö", "")),
    "AU": (("Sydney", "NSW"), ("Melbourne", "VIC"), ("Brisbane", "QLD")),
    "BR": (("São Paulo", "SP"), ("Curitiba", "PR")),
    "IN": (("Bengaluru", "KA"), ("Pune", "MH"), ("Mumbai", "MH")),
    "JP": (("Tokyo", ""), ("Osaka", "")),
}
INDUSTRIES: Final = tuple(TRADES)
INDUSTRY_SHARES: Final = (0.20, 0.13, 0.13, 0.17, 0.12, 0.11, 0.05, 0.09)
TECHNOLOGIES: Final = (
    *("complementary_platform", "product_we_replace", "cloud_warehouse", "crm_suite"),
    *("marketing_suite", "identity_provider", "erp_suite", "ticketing", "data_lake", "mainframe"),
)
TECHNOLOGY_SHARES: Final = (0.34, 0.22, 0.30, 0.55, 0.28, 0.40, 0.35, 0.45, 0.18, 0.10)
FIRST_NAMES: Final = (
    *("Ada", "Adrian", "Aisha", "Alan", "Alice", "Amara", "Ana", "Andre", "Anika", "Anton"),
    *("Aria", "Ben", "Bianca", "Bruno", "Camila", "Carl", "Carmen", "Chen", "Clara", "Cleo"),
    *("Daniel", "Dara", "David", "Diego", "Dilan", "Elena", "Elif", "Emil", "Emma", "Erik"),
    *("Esther", "Fatima", "Felix", "Fiona", "Frank", "Gita", "Grace", "Hana", "Hans", "Hugo"),
    *("Ines", "Ingrid", "Iris", "Ivan", "Jack", "Jana", "Jean", "Joan", "Jonas", "José"),
    *("Julia", "Kai", "Karin", "Kate", "Kenji", "Lars", "Laura", "Leila", "Leo", "Lena"),
    *("Liam", "Lina", "Luca", "Lucy", "Magnus", "Maja", "Marco", "Maria", "Mark", "Mei"),
    *("Mina", "Mona", "Nadia", "Nick", "Nina", "Noah", "Nora", "Olga", "Oliver", "Omar"),
    *("Oscar", "Paul", "Petra", "Priya", "Rachel", "Rafael", "Ravi", "Rosa", "Sam", "Sara"),
    *("Sofia", "Stefan", "Tara", "Theo", "Tom", "Uma", "Vera", "Victor", "Wei", "Yara"),
    *("Yuki", "Zoe", "Søren", "Zoë", "François", "Jürgen"),
)
LAST_NAMES: Final = (
    *("Abara", "Adler", "Ahmed", "Alvarez", "Anders", "Bauer", "Becker", "Bell", "Berg", "Blake"),
    *("Bose", "Brandt", "Brooks", "Carter", "Castro", "Chang", "Cole", "Costa", "Cruz", "Dahl"),
    *(
        "Davis",
        "Diaz",
        "Doyle",
        "Dubois",
        "Eklund",
        "Ellis",
        "Evans",
        "Farah",
        "Ferrari",
        "Fischer",
    ),
    *("Fontaine", "Ford", "Garcia", "Gill", "Gomez", "Grant", "Gupta", "Haas", "Hall", "Hansen"),
    *("Hart", "Hayes", "Heller", "Holm", "Huang", "Hughes", "Ito", "Iyer", "Jansen", "Jones"),
    *("Kaur", "Keller", "Kelly", "Khan", "Kim", "Klein", "Koch", "Kowalski", "Kumar", "Laine"),
    *("Lambert", "Larsen", "Lee", "Lindgren", "Lopez", "Lund", "Marsh", "Martin", "Mehta", "Meyer"),
    *("Mills", "Moreau", "Moss", "Müller", "Nair", "Ngata", "Novak", "Nowak", "Obi", "Okafor"),
    *("Olsen", "O'Neill", "Ortega", "Owens", "Park", "Patel", "Perez", "Petrov", "Price", "Quinn"),
    *("Ramos", "Reed", "Reyes", "Ricci", "Rivera", "Rossi", "Roth", "Ruiz", "Sato", "Schmidt"),
    *("Scott", "Shah", "Silva", "Singh", "Smit", "Sousa", "Stone", "Suzuki", "Tanaka", "Torres"),
    *("Tran", "Ueda", "Vance", "Vega", "Visser", "Vogel", "Walsh", "Wang", "Weber", "West"),
    *("Wolf", "Wong", "Wright", "Yamada", "Yilmaz", "Young", "Zhang", "Zimmer"),
)
FREE_MAIL: Final = ("freepost.example", "mailbox.example", "webmail.example", "inbox.example")
"""Stands for public mail services: many people of many companies write from these."""
USE_CASES: Final = ("confirmed", "likely", "unlikely")
COMPETITORS: Final = ("Ledgerly", "Northbeam", "Quantello", "Brightpath", "Octavo")
LOSS_REASONS: Final = (
    *("No decision", "Price", "Lost to competitor", "Missing feature", "Timing", "Other"),
)
LOSS_SHARES: Final = (0.45, 0.11, 0.12, 0.06, 0.06, 0.20)
OWN_DOMAIN: Final = "tallyfold.example"
USERS: Final = (
    ("mia@tallyfold.example", "Mia Chen", "marketer"),
    ("sam@tallyfold.example", "Sam Ortiz", "account_executive"),
    ("noor@tallyfold.example", "Noor Haddad", "account_executive"),
    ("jonas@tallyfold.example", "Jonas Weiss", "account_executive"),
    ("grace@tallyfold.example", "Grace Kimani", "account_executive"),
    ("theo@tallyfold.example", "Theo Lindqvist", "account_executive"),
    ("ruth@tallyfold.example", "Ruth Adeyemi", "account_executive"),
    ("dev@tallyfold.example", "Dev Malhotra", "account_executive"),
    ("elle@tallyfold.example", "Elle Fournier", "account_executive"),
    ("kit@tallyfold.example", "Kit Barlow", "development_rep"),
    ("ana@tallyfold.example", "Ana Prado", "development_rep"),
    ("lee@tallyfold.example", "Lee Jansson", "development_rep"),
    ("omar@tallyfold.example", "Omar Sayed", "development_rep"),
    ("ivy@tallyfold.example", "Ivy Tanaka", "marketer"),
    ("paul@tallyfold.example", "Paul Mbeki", "customer_success"),
    ("hana@tallyfold.example", "Hana Kovar", "customer_success"),
    ("vera@tallyfold.example", "Vera Stone", "executive_sponsor"),
)
"""Who works at Tallyfold, the company whose workspace this is: address, name, part."""
EDITIONS: Final = (
    *(("Starter", 1_800), ("Team", 4_500), ("Plus", 11_000), ("Business", 26_000)),
    *(("Scale", 55_000), ("Enterprise", 120_000), ("Global", 260_000)),
)
"""What is sold, and its price a year for a company of the usual size."""
