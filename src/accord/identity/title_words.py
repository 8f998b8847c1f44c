"""The words of job titles, in five languages and their abbreviations, as data."""

from typing import Final

_C_LEVEL: Final = (
    "ceo cfo cio cto coo cmo cro cpo cso chro ciso cdo cco cao clo cxo cino president founder cofounder "
    "owner chairman chairwoman chairperson chair geschaftsfuhrer geschaftsfuhrerin vorstand "
    "vorstandsvorsitzender vorstandsvorsitzende vorstandsmitglied inhaber inhaberin pdg fondateur "
    "fondatrice gerant presidente fundador fundadora propietario dueno consejero titolare "
    "amministratore bestuurder bestuursvoorzitter socio gf proprietor principalowner"
)
_VP: Final = "vp svp evp avp gvp rvp vicepresident vicepresidente viceprasident vicepresidenta"
_DIRECTOR: Final = (
    "leiter leiterin director directors dir directeur directrice directora diretor diretora direttore direttrice "
    "direktor direktorin bereichsleiter bereichsleiterin head hd hauptabteilungsleiter "
    "abteilungsleiter abteilungsleiterin hoofd ressortleiter mdirector responsabledirection"
)
_MANAGER: Final = (
    "manager mgr mngr mgrs managing lead leader teamlead supervisor superintendent foreman "
    "teamleiter teamleiterin gruppenleiter responsable responsabile chef cheffe gerente jefe jefa "
    "coordinador encargado teamleider leidinggevende projektleiter werkleiter capo caposervizio "
    "supervisore chefe controller comptroller treasurer management"
)
_JUNIOR: Final = (
    "intern interns internship trainee apprentice student graduate junior jr jnr praktikant "
    "praktikantin werkstudent werkstudentin azubi auszubildender stagiaire apprenti alternant becario "
    "becaria practicante aprendiz estagiario tirocinante stagista stagiair leerling entry volunteer "
    "pupil cadet"
)
_PRACTITIONER: Final = (
    "analyst engineer specialist developer administrator admin associate consultant coordinator "
    "architect designer accountant representative rep executive officer advisor adviser assistant "
    "clerk technician programmer scientist researcher writer editor recruiter buyer planner agent "
    "secretary operator bookkeeper auditor attorney lawyer counsel paralegal solicitor strategist "
    "generalist partner expert nurse teacher professor mechanic electrician worker staff member "
    "sachbearbeiter sachbearbeiterin referent referentin berater beraterin entwickler entwicklerin "
    "ingenieur ingenieurin kaufmann kauffrau assistent assistentin mitarbeiter mitarbeiterin "
    "einkaufer einkauferin buchhalter buchhalterin jurist juristin ingenieure comptable acheteur "
    "acheteuse conseiller charge chargee technicien developpeur developpeuse juriste assistante "
    "ingeniero ingeniera analista tecnico comprador compradora contador contable abogado abogada "
    "asistente desarrollador especialista ingegnere acquirente impiegato addetto addetta consulente "
    "contabile avvocato sviluppatore medewerker inkoper boekhouder adviseur ontwikkelaar beheerder "
    "engenheiro engenheira comprador advogado desenvolvedor sre dba sdr bdr ae csm pm qa tester "
    "programmierer systemadministrator administrateur inspector surveyor practitioner user owner"
)
LEVEL_BY_WORD: Final[dict[str, str]] = {
    word: level
    for level, words in (
        ("practitioner", _PRACTITIONER),
        ("junior", _JUNIOR),
        ("manager", _MANAGER),
        ("director", _DIRECTOR),
        ("vp", _VP),
        ("c_level", _C_LEVEL),
    )
    for word in words.split()
}
"""What a word says about level; where a word stands twice the higher level wins."""

_DEPARTMENTS: Final = {
    "executive": "ceo president founder cofounder chairman chairwoman chair board pdg "
    "geschaftsfuhrer geschaftsfuhrerin geschaftsfuhrung vorstand vorstandsvorsitzender vorstandsvorsitzende vorstandsmitglied inhaber gf "
    "fondateur gerant presidente fundador propietario titolare bestuurder owner proprietor general "
    "executive strategy corporate founding cao",
    "finance": "cfo finance financial finances accounting accounts accountant accountants controller comptroller "
    "treasurer treasury audit auditor tax payroll bookkeeper billing fpa fp investor credit "
    "finanzen finanz finanzleiter finanzleiterin buchhaltung buchhalter buchhalterin rechnungswesen controlling steuer "
    "financier financiere comptable comptabilite tresorier finanzas finanzen financiero financiera "
    "contabilidad contable contador tesorero finanza finanziario contabilita contabile amministrativo "
    "financien financieel boekhouder boekhouding financas financeiro kaufmannischer",
    "it": "it cio ciso cdo ict edv information infrastructure network networks systems system "
    "sysadmin security cybersecurity infosec cloud helpdesk desktop database dba sre devops data "
    "technology technologies informatik informatique informatica sistemas sistemi informatiker "
    "systemadministrator systeme reseaux redes rete beveiliging beheerder sap erp salesforce crm "
    "platform platforms enterprise administrateur datenschutz analytics bi intelligence",
    "engineering": "cto engineering engineer engineers eng software developer developers development dev "
    "programmer architect architecture frontend backend fullstack qa test tester testing rd research "
    "scientist machine mechanical electrical hardware firmware entwicklung entwickler entwicklerin "
    "ingenieur ingenieurin technik technisch technischer technischen programmierer recherche "
    "developpeur developpement technique ingenieria ingeniero ingeniera desarrollo desarrollador "
    "tecnologia tecnico ingegnere ingegneria sviluppo sviluppatore tecnica ontwikkeling ontwikkelaar "
    "techniek engenharia engenheiro desenvolvedor forschung",
    "product": "cpo product products producto productos produkt produkte produkts produktmanager "
    "produit produits prodotto prodotti produto productmanager ux ui designer design pm",
    "marketing": "cmo marketing mktg mkt mktng brand branding communications comms communication pr "
    "content seo sem growth demand campaign campaigns advertising social media digital martech "
    "kommunikation werbung marke mercadeo mercadotecnia comunicacion comunicazione marketeer "
    "communicatie publicity event events copywriter",
    "sales": "cro cco sales sdr bdr ae account business revenue commercial presales partnerships "
    "alliances channel accountmanager vertrieb vertriebs verkauf vertriebsleiter vertriebsleiterin aussendienst kundenberater ventes "
    "vente commerciale commerciaux ventas vendedor comercial vendite venditore commerciali "
    "verkoop verkoper vendas vendedora customer customers success csm client clients inside territory",
    "hr": "chro hr human people personnel talent recruiting recruitment recruiter learning training "
    "compensation benefits diversity personal personalleiter personalleiterin personalwesen personalabteilung rh "
    "recrutement formation recursos rrhh humanos umane risorse personeel personeelszaken recrutador "
    "humaines ressources culture",
    "legal": "clo legal counsel lawyer attorney paralegal solicitor compliance privacy dpo regulatory "
    "contracts recht rechtsabteilung jurist juristin justiziar syndikus juridique juriste avocat "
    "juridico abogado abogada legale avvocato juridisch advocaat advogado secretary",
    "procurement": "procurement purchasing purchaser buyer buying sourcing supplier suppliers vendor "
    "einkauf einkaufs einkaufer einkauferin einkaufsleiter einkaufsleiterin beschaffung achats achat acheteur acheteuse compras "
    "comprador compradora acquisti acquisto acquirente buyer inkoop inkoper aquisicoes category",
    "operations": "coo operations ops operational operating logistics supply warehouse manufacturing "
    "production plant facilities facility quality maintenance fleet process project program programme "
    "pmo transformation office administration administrative admin betrieb betriebs betriebsleiter betriebsleiterin produktion produktions logistik "
    "fertigung qualitat werk prozess projekt exploitation operationnel logistique qualite usine "
    "operaciones logistica calidad produccion planta operazioni qualita produzione stabilimento "
    "operaties productie kwaliteit operacoes producao qualidade distribution safety hse ehs lean",
}
DEPARTMENTS_BY_WORD: Final[dict[str, tuple[str, ...]]] = {
    word: tuple(name for name, words in _DEPARTMENTS.items() if word in words.split())
    for word in {w for words in _DEPARTMENTS.values() for w in words.split()}
}
"""The departments that a word may mean; one that means two decides only beside another."""

_WEAK_LISTED: Final = (
    "general executive strategy corporate information technology technologies system systems data "
    "account accounts business customer client clients customers project program programme office admin "
    "administration administrative development dev manager secretary digital category growth "
    "process enterprise platform platforms personal research training machine test media content "
    "technical design owner quality production product crm security accounting learning commercial "
    "supply technology social events event design board chair president presidente founder "
    "cofounder intelligence analytics engineer architect engineers territory"
)
WEAK: Final = frozenset(_WEAK_LISTED.split())
"""Words that name a department only if no plainer word stands beside them."""

PHRASES: Final[tuple[tuple[str, str], ...]] = (
    ("vice president", "vp"),
    ("vice presidente", "vp"),
    ("v p", "vp"),
    ("vice president de", "vp"),
    ("senior vp", "svp"),
    ("human resources", "hr"),
    ("human resource", "hr"),
    ("recursos humanos", "rrhh"),
    ("ressources humaines", "rh"),
    ("risorse umane", "rh"),
    ("information technology", "it"),
    ("information systems", "it"),
    ("information security", "infosec"),
    ("data protection", "dpo"),
    ("data protection officer", "dpo manager"),
    ("supply chain", "logistics"),
    ("research and development", "rd"),
    ("r and d", "rd"),
    ("r d", "rd"),
    ("f p a", "fpa"),
    ("public relations", "pr"),
    ("quality assurance", "quality"),
    ("business intelligence", "bi"),
    ("business development", "sales"),
    ("business systems", "it"),
    ("revenue operations", "sales operations"),
    ("sales operations", "sales operations"),
    ("marketing operations", "marketing"),
    ("people operations", "hr"),
    ("it operations", "it"),
    ("customer success", "csm"),
    ("customer service", "csm"),
    ("customer support", "csm"),
    ("account manager", "ae"),
    ("account executive", "ae"),
    ("key account manager", "ae"),
    ("managing director", "ceo"),
    ("general manager", "ceo"),
    ("directeur general", "ceo"),
    ("directrice generale", "ceo"),
    ("director general", "ceo"),
    ("directora general", "ceo"),
    ("direttore generale", "ceo"),
    ("amministratore delegato", "ceo"),
    ("consejero delegado", "ceo"),
    ("algemeen directeur", "ceo"),
    ("managing partner", "ceo"),
    ("general counsel", "clo"),
    ("associate general counsel", "legal director"),
    ("deputy general counsel", "legal director"),
    ("chief of staff", "operations director"),
    ("case manager", "practitioner"),
    ("product owner", "product practitioner"),
    ("process owner", "process practitioner"),
    ("human capital", "hr"),
    ("talent acquisition", "hr"),
    ("category manager", "procurement manager"),
    ("contract manager", "procurement manager"),
    ("vendor manager", "procurement manager"),
    ("vendor management", "procurement"),
    ("team lead", "teamlead"),
    ("tech lead", "engineering teamlead"),
    ("machine learning", "engineering"),
    ("data science", "engineering"),
    ("data scientist", "engineering practitioner"),
    ("data engineer", "engineering practitioner"),
    ("data analyst", "it analyst"),
    ("network engineer", "network practitioner"),
    ("systems engineer", "it practitioner"),
    ("system engineer", "it practitioner"),
    ("security engineer", "infosec practitioner"),
    ("cloud engineer", "cloud practitioner"),
    ("sales engineer", "presales practitioner"),
    ("solution architect", "it architect"),
    ("solutions architect", "it architect"),
    ("enterprise architect", "it architect"),
    ("security architect", "infosec architect"),
    ("cloud architect", "cloud architect"),
    ("business analyst", "operations analyst"),
    ("product marketing", "marketing"),
    ("digital marketing", "marketing"),
    ("end user", "practitioner"),
    ("power user", "practitioner"),
)
"""Words that mean something together; the longest are replaced first."""

C_SUITE: Final[dict[str, str]] = {
    "executive": "ceo",
    "financial": "cfo",
    "finance": "cfo",
    "information": "cio",
    "technology": "cto",
    "technical": "cto",
    "operating": "coo",
    "operations": "coo",
    "marketing": "cmo",
    "revenue": "cro",
    "commercial": "cco",
    "sales": "cro",
    "customer": "cco",
    "product": "cpo",
    "people": "chro",
    "human": "chro",
    "hr": "chro",
    "security": "ciso",
    "data": "cdo",
    "digital": "cdo",
    "legal": "clo",
    "compliance": "clo",
    "procurement": "procurement ceo",
    "purchasing": "procurement ceo",
    "strategy": "ceo",
    "transformation": "ceo",
    "administrative": "coo",
    "accounting": "cfo",
    "growth": "cmo",
    "brand": "cmo",
    "communications": "cmo",
    "risk": "cfo",
    "infosec": "ciso",
    "it": "cio",
    "rd": "cto",
    "science": "cto",
    "scientific": "cto",
    "innovation": "cto",
    "talent": "chro",
    "logistics": "coo",
}
"""The middle word of "chief ... officer" and the abbreviation that it makes."""
