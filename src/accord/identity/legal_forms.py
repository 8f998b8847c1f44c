"""Legal forms of companies, as they stand at the end or the front of a name, by country.

Written after the dots between single letters are gone ("S.A." is "sa") and accents folded.
A form of several words is matched before its parts.
"""

from typing import Final

_AT_THE_END: Final[dict[str, str]] = {
    "United States": "inc|incorporated|corp|corporation|co|company|llc|l l c|llp|lp|lllp|pllc|pc|pbc|"
    "plc|ltd|limited|limited liability company|limited partnership|na|national association|"
    "company inc|co inc|corp inc|trust|reit",
    "United Kingdom and Ireland": "ltd|limited|plc|public limited company|llp|lp|cic|cio|dac|"
    "designated activity company|uc|unlimited|clg|cyf|ccc|co ltd|company limited|and co|and company|"
    "and sons|and sons ltd",
    "Germany, Austria, Switzerland": "gmbh|g m b h|ges mbh|gesmbh|mbh|ag|kg|kgaa|ohg|gbr|ug|eg|ev|se|"
    "ug haftungsbeschrankt|gmbh and co kg|gmbh and co kgaa|gmbh und co kg|gmbh co kg|ag and co kg|"
    "ag und co kg|ag and co kgaa|se and co kg|se and co kgaa|and co kg|und co kg|and co|und co|ek|"
    "e k|ewiv|ggmbh|gag|aktiengesellschaft|gesellschaft mit beschrankter haftung|"
    "kommanditgesellschaft|genossenschaft|eingetragene genossenschaft|sarl|sagl|kollektivgesellschaft",
    "France, Belgium, Luxembourg": "sa|s a|sas|sasu|sarl|s a r l|eurl|snc|scs|sca|sci|scop|scp|"
    "selarl|gie|societe anonyme|societe par actions simplifiee|"
    "societe a responsabilite limitee|et cie|et compagnie|et fils|bvba|sprl|srl|scrl|cvba|asbl|vzw|"
    "comm v|sicav|sa nv|sa nv sa|nv sa",
    "Netherlands": "bv|b v|nv|n v|vof|cv|cooperatief|cooperatie|ua|holding bv|besloten vennootschap|"
    "naamloze vennootschap|stichting",
    "Spain": "sa|sl|slu|sau|sll|sal|slp|scoop|s coop|sociedad anonima|sociedad limitada|"
    "sociedad anonima unipersonal|sociedad de responsabilidad limitada",
    "Latin America": "sa de cv|s a de c v|sapi de cv|sab de cv|sab|sapi|s de rl|s de rl de cv|srl|"
    "sac|saa|eirl|sas|spa|ltda|limitada|cia ltda|cia|compania|sacifia|saic|saci|sociedad por acciones",
    "Portugal, Brazil": "lda|sa|sgps|sgps sa|unipessoal lda|ltda|eireli|me|epp|sa sgps|"
    "sociedade anonima|limitada",
    "Italy": "spa|s p a|srl|s r l|srls|sapa|sas|snc|scarl|scrl|societa per azioni|"
    "societa a responsabilita limitata|sb",
    "Sweden": "ab|ab publ|aktiebolag|aktiebolaget|hb|kb|publ|ek for",
    "Norway": "as|asa|ans|da|nuf|aksjeselskap|allmennaksjeselskap|sa|bl",
    "Denmark": "as|a s|aps|is|i s|ks|k s|aktieselskab|anpartsselskab|amba|ivs|p s",
    "Finland": "oy|oyj|oy ab|abp|ky|tmi|osakeyhtio|julkinen osakeyhtio|osk",
    "Iceland": "hf|ehf|ohf|slf",
    "Poland": "sp z oo|sp z o o|spolka z oo|spolka z ograniczona odpowiedzialnoscia|sa|spolka akcyjna|"
    "sp k|sp j|spk|spj|sp z oo sp k|sp z o o sp k|ska|psa",
    "Czechia, Slovakia": "sro|s r o|spol s r o|spol sro|as|a s|ks|vos|druzstvo|se",
    "Hungary": "kft|zrt|nyrt|bt|kkt|rt|korlatolt felelossegu tarsasag",
    "Romania, Moldova": "srl|sa|scs|snc|sc",
    "Bulgaria": "ad|ead|eood|ood|et|ад|еад|еоод|оод",
    "Former Yugoslavia": "doo|d o o|dd|d d|ad|jdoo|kd",
    "Baltic states": "uab|ab|mb|sia|as|ou|tu|pas|oy",
    "Greece, Cyprus": "ae|aebe|epe|ike|oe|ee|sa|societe anonyme|αε|επε",
    "Turkey": "as|a s|ltd sti|limited sirketi|anonim sirketi|san ve tic as|sanayi ve ticaret as|"
    "san tic ltd sti|sti|tas",
    "Russia and neighbours": "ooo|oao|zao|pao|ao|jsc|pjsc|ojsc|cjsc|llc|ооо|оао|зао|пао|ао|тоо|too|"
    "тов|tov|пат|прат|чп|фоп|joint stock company|public joint stock company",
    "Israel": "ltd|bm|b m|בעמ|בע מ",
    "Arab countries": "wll|w l l|llc|fzc|fze|fzco|fz llc|fz|dmcc|psc|pjsc|pvt|sae|s a e|saog|saoc|ksc|"
    "kscc|kscp|qsc|qpsc|bsc|bsc c|sal|sarl|sa|cjsc|est|establishment",
    "India, Pakistan, Bangladesh, Sri Lanka": "pvt ltd|private limited|pvt limited|private ltd|pvt|p ltd|"
    "ltd|limited|llp|opc|opc pvt ltd|opc private limited|plc|smc pvt ltd|p limited",
    "Singapore, Malaysia, Brunei": "pte ltd|pte limited|pte|private limited|sdn bhd|sdn berhad|bhd|"
    "berhad|llp|plt",
    "Indonesia": "tbk|tbk pt|persero tbk|persero",
    "Thailand": "pcl|public company limited|co ltd|company limited|public co ltd|pub co ltd",
    "Vietnam": "jsc|joint stock company|co ltd|tnhh|ctcp|jsco",
    "Philippines": "inc|corp|opc",
    "China, Hong Kong, Taiwan": "co ltd|co limited|company ltd|company limited|co|ltd|inc|group co ltd|"
    "corp ltd|corporation ltd|有限公司|股份有限公司|有限责任公司|集团|股份公司|有限責任公司",
    "Japan": "kk|k k|gk|g k|co ltd|yk|株式会社|有限会社|合同会社|kabushiki kaisha|godo kaisha|株|有",
    "Korea": "co ltd|inc|corp|주식회사|유한회사|주",
    "Australia, New Zealand": "pty ltd|pty limited|pty|proprietary limited|ltd|limited|nl|tapui ltd|"
    "limited partnership",
    "South Africa and neighbours": "pty ltd|proprietary limited|ltd|rf ltd|cc|npc|soc ltd|inc|rf pty ltd",
    "Nigeria, Kenya, Ghana": "plc|ltd|limited|gte|ltd gte|lbg",
    "Canada": "inc|ltd|ltee|limitee|corp|ulc|incorporee|senc|sencrl|srl|cie|co|coop",
    "Listings": "depositary receipts|depository receipts|adr|ads|gdr|ordinary shares|common stock|"
    "class a|class b|class c|ord|shs|sponsored adr|depositary shares|units|preferred stock|new|reg",
}

_AT_THE_FRONT: Final = (
    "the|pt|p t|cv|ooo|oao|zao|pao|ao|too|ооо|оао|зао|пао|ао|тоо|тов|чп|jsc|ojsc|pjsc|cjsc|uab|sia|"
    "株式会社|有限会社|合同会社|株|주식회사|유한회사|주|cong ty tnhh|cong ty co phan|as|ou|"
    "sc|spolka|msd|m s|messrs|firma|societe|ste"
)


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in text.split("|"))


AT_THE_END: Final = frozenset().union(*(_phrases(text) for text in _AT_THE_END.values()))
"""Forms that follow a name, as tuples of words."""
AT_THE_FRONT: Final = _phrases(_AT_THE_FRONT) - {("as",), ("sc",), ("ste",), ("cv",)}
"""Forms that stand before a name; words too common in names are left out."""
GLUED: Final = (
    "股份有限公司",
    "有限责任公司",
    "有限責任公司",
    "有限公司",
    "股份公司",
    "株式会社",
    "有限会社",
    "合同会社",
    "주식회사",
    "유한회사",
    "(株)",
    "(有)",
    "(주)",
)
"""Forms written without a space, in scripts that use none."""


def _lengths(phrases: frozenset[tuple[str, ...]], place: int) -> dict[str, tuple[int, ...]]:
    """Return how many words the forms have, longest first, by their word at a place."""
    words = {phrase[place] for phrase in phrases}
    return {
        word: tuple(sorted({len(p) for p in phrases if p[place] == word}, reverse=True))
        for word in words
    }


LENGTHS_BY_LAST_WORD: Final = _lengths(AT_THE_END, -1)
LENGTHS_BY_FIRST_WORD: Final = _lengths(AT_THE_FRONT, 0)
