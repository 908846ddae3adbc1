//! Words of care, as roots without accents, in groups by what they say beside a name.
//!
//! The lists are ours. They hold documents, acts and departments of care, states of a person,
//! and the common illnesses, symptoms, treatments and medicines. Words of organisation
//! (`hôpital`, `service`, `médecin`, `Assurance maladie`) are left out: a name beside them is a
//! colleague's as often as not.

/// What is written about a person, and what professionals write, send and receive each day.
#[rustfmt::skip]
pub const DOCUMENTS: [&str; 26] = [
    "analyse d'urine", "analyse de sang", "analyses", "bilan biolog", "bilan de sante",
    "bilan hepat", "bilan lipid", "bilan medical", "bilan renal", "bilan sanguin",
    "bon de transport", "certificat d'arret", "certificat de deces", "certificat de grossesse",
    "certificat medical", "compte rendu", "compte-rendu", "cr", "crh", "diagnosti", "dossier",
    "feuille de soins", "ordonnance", "posologie", "prescri", "resultat",
];

/// What is done and named in care, for anybody: « M. Véran et le vaccin ».
#[rustfmt::skip]
pub const GENERAL: [&str; 70] = [
    "accouchement", "addict", "alcool", "allergi", "anesthesi", "antecedent", "arret de travail",
    "arret maladie", "biolog", "cancerolog", "cardiolog", "chirurgi", "consultation",
    "contracepti", "covid", "dermatolog", "diabetolog", "echographi", "endocrinolog", "gastro",
    "geriatri", "gerontolog", "grippe", "grossesse", "gynecolog", "handicap", "hematolog",
    "hepatolog", "hospitalisation", "imagerie", "imc", "infectiolog", "intervention chirurg",
    "irm", "kinesi", "mammograph", "maternite", "medecine nucleaire", "medicament", "nephrolog",
    "neurolog", "obstetri", "oncolog", "operation chirurg", "ophtalmolog", "orl", "orthophoni",
    "pediatri", "pneumolog", "prise de sang", "psychiatr", "psycholog", "radio", "radiograph",
    "radiolog", "radiotherapeut", "rea", "reanimation", "reeducation", "rhumatolog", "sang",
    "scanner", "sejour", "soins intensifs", "symptom", "traitement", "transfusion", "urgences",
    "urolog", "vaccin",
];

/// What is said of a person who is cared for.
#[rustfmt::skip]
pub const STATES: [&str; 72] = [
    "a jeun", "accouche", "admis en", "admise en", "alite", "alitee", "ampute", "aveugle",
    "blesse", "contamine", "decede", "douleur", "en convalescence", "en cure", "en ehpad",
    "en fauteuil roulant", "en fin de vie", "en had", "en maison de retraite", "en remission",
    "en ssr", "en usld", "enceinte", "greffe", "greffee", "handicape", "hospitalise", "infecte",
    "intube", "invalide", "mal a la", "mal au", "mal aux", "malade", "malentendant", "malvoyant",
    "menopause", "mort", "morte", "opere", "operee", "perfuse", "plaie", "positif", "positive",
    "reanime", "se faire oper", "se faire soign", "se faire vaccin", "se fait oper",
    "se fait soign", "se fait vaccin", "se fera oper", "soigne", "souffrant", "souffre", "sourd",
    "sourde", "sous curatelle", "sous oxygene", "sous tutelle", "sterile", "stomise", "suivi en",
    "suivi pour", "suivie en", "suivie pour", "trache", "traite", "traitee", "transplante",
    "vaccine",
];

/// Illnesses and symptoms, and what only who has them takes or undergoes.
#[rustfmt::skip]
pub const ILLNESSES: [&str; 425] = [
    "abces", "abilify", "accouchement premat", "acouphen", "alcooliq", "alcoolism", "ald",
    "allergie a", "allergique a", "alzheimer", "amiantos", "amoxicillin", "anaphyla",
    "anatomopatholog", "anemi", "anevrism", "angine", "angioplast", "angor", "anorexi", "antalgi",
    "antibio", "anticoagul", "antidepress", "antiepilep", "antipsychot", "anxiete", "anxiolyt",
    "aphasi", "aphasiq", "apnee", "appendic", "arthrit", "arthros", "arythm", "asbest",
    "aspirine", "asthm", "ataxi", "atteint d", "atteinte d", "augmentin", "autism", "autist",
    "automutil", "avc", "avortee", "avortement", "benzodiazep", "biopsi", "bipolair",
    "bisoprolol", "boulimi", "bpco", "bradycard", "bronchiolit", "bronchit", "brulure",
    "burn out", "burn-out", "burnout", "bursit", "calculs renau", "cancer", "cancereu",
    "candidos", "carcinom", "cardiopath", "cataract", "cecite", "cesarienne", "charge virale",
    "chikungunya", "chimio", "chlamyd", "chlamydi", "choc septique", "cholesterol", "cirrhos",
    "codein", "colique nephret", "colopath", "coloscop", "colostomi", "coma",
    "compte rendu operatoire", "compte-rendu operatoire", "concerta", "conjonctivit", "constipat",
    "convulsion", "coqueluch", "coronarograph", "coronaropath", "cortico", "cortison", "coumadin",
    "covid long", "cr operatoire", "creatinin", "crestor", "crohn", "cruralgi", "curietherap",
    "cystit", "d-dimere", "dafalgan", "delir", "demence", "dengue", "deni de grossesse",
    "denutri", "depakine", "depress", "dermatit", "deroxat", "deuil perinatal", "diabete",
    "diabetiq", "dialys", "diarrhee", "diverticul", "dmla", "doliprane", "douleur thoracique",
    "douleurs abdominales", "douleurs thoraciques", "drepanocyt", "dyslexi", "dyslipid",
    "dysphagi", "dysphorie", "dysprax", "eclampsi", "eczema", "efferalgan", "effexor", "eliquis",
    "embolie", "embolis", "emphysem", "empoisonn", "en phase terminale", "encephal",
    "endometrios", "endoscop", "entorse", "epilep", "episiotomi", "escarr", "essoufflement",
    "fausse couche", "fausse route", "fausse-couche", "fausses couches", "fausses routes",
    "fecondation in vitro", "fentanyl", "fibrillation", "fibrome", "fibromyalgi", "fibroscop",
    "fievre", "fistul", "fiv", "fracture", "gale", "gastrit", "gastro-enterit", "gastroenterit",
    "gastroparesi", "gastroscop", "gastrostomi", "glaucom", "glioblast", "gliom", "glycemi",
    "goitre", "gonococ", "gonorrh", "greffe cardia", "greffe d", "greffe hepat", "greffe renal",
    "grossesse extra", "grossesse gemell", "hallucin", "hematome", "hemiplegi", "hemodialys",
    "hemoglobine glyquee", "hemophil", "hemorragi", "hemorroid", "hepatit", "herceptin", "hernie",
    "herpes", "hiv", "hormonotherap", "hpv", "hta", "humira", "hyperglycem", "hypertendu",
    "hypertension", "hyperthyroid", "hypoglycem", "hypotension", "hypothyroid", "ibuprofen",
    "immunotherap", "impetigo", "incontinen", "inexium", "infarctus", "infection urinaire",
    "infertil", "infirmite motrice", "insomni", "insuffisance cardiaque", "insuffisance coronar",
    "insuffisance hepatique", "insuffisance renale", "insuffisance respiratoire",
    "insuffisance veineuse", "insuffisant cardiaque", "insuffisant renal", "insuffisante renale",
    "insulin", "intoxication", "ischemi", "ivg", "kardegic", "keppra", "kyste", "lamictal",
    "laryngit", "lasilix", "leucemi", "leucopeni", "levothyrox", "lexomil", "ligament",
    "ligature des trompes", "lithias", "lithium", "lombalgi", "lombo", "lupus", "luxation",
    "lymphoedem", "lymphom", "maladie chronique", "maladie de lyme", "maladie orpheline",
    "maladie rare", "maltraitance", "mammectom", "melanom", "meningit", "mesotheliom", "metasta",
    "metformin", "methadone", "methotrexat", "migrain", "mopral", "morphin", "mort ne", "mort-ne",
    "mucovis", "mucoviscidos", "mycose", "myelom", "myopath", "nausee", "nephrit", "nephropath",
    "neuroblast", "neurolept", "neuropath", "neutropeni", "nevralgi", "nevros", "nodule",
    "obesit", "occlusion intest", "oedem", "oreillon", "osteopor", "otit", "overdose", "oxycod",
    "ozempic", "pace-maker", "pacemaker", "palliati", "paludism", "pancreatit", "papillomavirus",
    "paracetamol", "paralysi", "paranoi", "paraplegi", "parkinson", "peridurale", "peritonit",
    "phlebit", "phlegmon", "phobi", "plavix", "pleuresi", "pma", "pneumoni", "pneumopath",
    "pneumothorax", "polyarthrit", "polyhandicap", "polype", "ponction lombaire", "pontage",
    "post-operatoire", "postoperatoire", "pre-operatoire", "prediabet", "preeclampsi",
    "preoperatoire", "previscan", "prostat", "prothese de", "prothese du", "prothese total",
    "prozac", "psorias", "psychose", "psychotiq", "pyelonephrit", "radiothera", "rectocolit",
    "retinopath", "rhinit", "risperd", "ritaline", "rougeol", "rubeol", "saignement", "sarcom",
    "scarif", "schizophren", "sciati", "sclerose", "scolios", "sepsis", "septicemi", "seroplex",
    "seropositi", "sevrage", "sida", "silicos", "sinusit", "soin palliatif", "soins palliatifs",
    "somnifer", "souffre d", "spasfon", "spina bifida", "spondylarthrit", "staphyloco", "stent",
    "sterilet", "sterilit", "stilnox", "stomie", "subutex", "suicid", "surdite", "syphili",
    "tachycard", "tahor", "tdah", "tegretol", "temesta", "tendinit", "tentative de suicide",
    "tercian", "tetraplegi", "thalassemi", "thrombopeni", "thrombophleb", "thrombos",
    "thyroidectom", "thyroidit", "toxicoman", "tracheotomi", "tramadol", "trauma cran",
    "traumatise", "traumatism", "trichomon", "trisomi", "troponin", "trouble bipol",
    "troubles bipol", "ts medicamenteuse", "tubercul", "tumeur", "tumora", "ulcer", "urticair",
    "valium", "valvulopath", "varicell", "vasectom", "vasectomi", "ventolin", "vertige", "viagra",
    "vih", "violences conjugales", "vomisse", "xanax", "xarelto", "zona", "zyprexa",
];

/// Roots of the lists that begin other words too: these are whole words, as all that have three
/// letters or fewer.
#[rustfmt::skip]
pub const WHOLE: [&str; 17] = [
    "aveugle", "coma", "gale", "greffe", "lupus", "mort", "morte", "opere", "radio", "rea",
    "sang", "sepsis", "sourd", "sourde", "stent", "traite", "zona",
];

/// Ends of words for operations, and of the international names of medicines (WHO, « INN
/// stems »).
pub const ENDINGS: [&str; 15] = [
    "ectomie",
    "ectomise",
    "ectomisee",
    "plastie",
    "sartan",
    "statine",
    "azole",
    "cilline",
    "mycine",
    "olol",
    "oxetine",
    "azepam",
    "azolam",
    "tinib",
    "umab",
];
/// Ends of words for those who treat, which begin like the words of their discipline:
/// `radiologue`, `psychiatre`, `chirurgienne`.
pub const PROFESSIONALS: [&str; 14] = [
    "logue",
    "logues",
    "iatre",
    "iatres",
    "iste",
    "istes",
    "icien",
    "iciens",
    "icienne",
    "iciennes",
    "gien",
    "gienne",
    "therapeute",
    "therapeutes",
];
