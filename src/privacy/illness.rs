//! Words of care, as roots without accents, in groups by what they say beside a name.
//!
//! The lists are ours. They hold documents, acts and departments of care, states of a person,
//! and the common illnesses, symptoms, treatments and medicines. Words of organisation
//! (`hôpital`, `service`, `médecin`, `Assurance maladie`) are left out: a name beside them is a
//! colleague's as often as not.

/// What is written about a person, and what professionals write, send and receive each day.
#[rustfmt::skip]
pub const DOCUMENTS: [&str; 38] = [
    "analyse d'urine", "analyse de sang", "analyses", "bilan biolog", "bilan de sante",
    "bilan hepat", "bilan lipid", "bilan medical", "bilan renal", "bilan sanguin",
    "bon de transport", "bulletin d'hospit", "certificat d'arret", "certificat de deces",
    "certificat de grossesse", "certificat medical", "compte rendu", "compte-rendu",
    "courrier de liaison", "courrier de sortie", "cr", "crh", "diagnosti", "dossier",
    "feuille de soins", "fiche de liaison", "fiche de transmission", "fiche navette",
    "lettre d'adressage", "lettre de liaison", "lettre de sortie", "ordo", "ordonnance",
    "ordos", "posologie", "prescri", "resultat", "volet de synthese",
];

/// What is done and named in care, for anybody: « M. Véran et le vaccin ».
#[rustfmt::skip]
pub const GENERAL: [&str; 89] = [
    "accouchement", "addict", "alcool", "allergi", "anesthesi", "antecedent",
    "arret de travail", "arret maladie", "bilan sanguin", "biolog", "cancerolog", "cardiolog",
    "chirurgi", "consultation", "contracepti", "covid", "dermatolog", "diabetolog", "doppler",
    "ecg", "echo", "echo-doppler", "echocardio", "echographi", "eeg", "emg", "endocrinolog",
    "fond d'oeil", "frottis", "gastro", "geriatri", "gerontolog", "grippe", "grossesse",
    "gynecolog", "handicap", "hematolog", "hepatolog", "holter", "hospit", "hospitalisation",
    "hospits", "imagerie", "imc", "infectiolog", "intervention chirurg", "irm", "kinesi",
    "mammo", "mammograph", "maternite", "medecine nucleaire", "medicament", "nephrolog",
    "neurolog", "nfs", "obstetri", "oncolog", "operation chirurg", "ophtalmolog", "orl",
    "orthophoni", "pediatri", "pet scan", "petscan", "pneumolog", "prise de sang", "psychiatr",
    "psycholog", "radio", "radiograph", "radiolog", "radiotherapeut", "rea", "reanimation",
    "reeducation", "rhumatolog", "sang", "scanner", "sejour", "soins intensifs", "spirometri",
    "symptom", "tdm", "traitement", "transfusion", "urgences", "urolog", "vaccin",
];

/// What is said of a person who is cared for.
#[rustfmt::skip]
pub const STATES: [&str; 89] = [
    "a jeun", "accouche", "admis en", "admise en", "agonis", "alite", "alitee", "ampute",
    "aveugle", "blesse", "contamine", "decede", "dement", "demente", "desoriente", "douleur",
    "en chambre d'isolement", "en convalescence", "en cure", "en ehpad", "en fauteuil roulant",
    "en fin de vie", "en gav", "en had", "en isolement", "en maison de retraite", "en psy",
    "en remission", "en ssr", "en uhcd", "en usi", "en usld", "enceinte", "febrile",
    "grabataire", "greffe", "greffee", "handicape", "hospitalise", "impotent", "inconscient",
    "infecte", "intube", "invalide", "mal a la", "mal au", "mal aux", "malade", "malentendant",
    "malvoyant", "menopause", "mort", "morte", "mourant", "opere", "operee", "perfuse", "plaie",
    "positif", "positive", "reanime", "se faire oper", "se faire soign", "se faire vaccin",
    "se fait oper", "se fait soign", "se fait vaccin", "se fera oper", "senile", "soigne",
    "souffrant", "souffre", "sourd", "sourde", "sous contention", "sous curatelle",
    "sous oxygene", "sous tutelle", "sterile", "stomise", "suivi en", "suivi pour", "suivie en",
    "suivie pour", "trache", "traite", "traitee", "transplante", "vaccine",
];

/// Illnesses and symptoms, and what only who has them takes or undergoes.
#[rustfmt::skip]
pub const ILLNESSES: [&str; 447] = [
    "abces", "abilify", "accouchement premat", "acouphen", "alcooliq", "alcoolism", "alcoolo",
    "ald", "allergie a", "allergique a", "alzheimer", "amiantos", "amoxicillin", "anaphyla",
    "anatomopatholog", "anemi", "anevrism", "angine", "angioplast", "angor", "anorexi",
    "antalgi", "antibio", "anticoagul", "antidepress", "antiepilep", "antipsychot", "anxiete",
    "anxiolyt", "aphasi", "aphasiq", "apnee", "appendic", "arthrit", "arthros", "arythm",
    "asbest", "aspirine", "asthm", "ataxi", "atteint d", "atteinte d", "augmentin", "autism",
    "autist", "automutil", "avc", "avortee", "avortement", "avp", "benzodiazep", "biopsi",
    "bipolair", "bisoprolol", "boulimi", "bpco", "bradycard", "bronchiolit", "bronchit",
    "brulure", "burn out", "burn-out", "burnout", "bursit", "calculs renau", "cancer",
    "cancereu", "candidos", "carcinom", "cardiaque", "cardiopath", "cataract", "cecite",
    "cesarienne", "charge virale", "chikungunya", "chimio", "chlamyd", "chlamydi",
    "choc septique", "cholesterol", "cirrhos", "codein", "colique nephret", "colopath",
    "coloscop", "colostomi", "coma", "comateu", "compte rendu operatoire",
    "compte-rendu operatoire", "concerta", "conjonctivit", "constipat", "convulsion",
    "coqueluch", "coronarograph", "coronaropath", "cortico", "cortison", "coumadin",
    "covid long", "cr operatoire", "creatinin", "crestor", "crohn", "cruralgi", "curietherap",
    "cystit", "d-dimere", "dafalgan", "delir", "demence", "dengue", "deni de grossesse",
    "denutri", "depakine", "depress", "dermatit", "deroxat", "detresse respiratoire",
    "deuil perinatal", "diabete", "diabetiq", "dialys", "diarrhee", "diverticul", "dmla",
    "doliprane", "douleur thoracique", "douleurs abdominales", "douleurs thoraciques",
    "drepanocyt", "dyslexi", "dyslipid", "dysphagi", "dysphorie", "dyspne", "dysprax",
    "eclampsi", "eczema", "efferalgan", "effexor", "eliquis", "embolie", "embolis", "emphysem",
    "empoisonn", "en hdt", "en hospitalisation sous contrainte", "en phase terminale",
    "en sdre", "en sdt", "en spdre", "en spdt", "encephal", "endometrios", "endoscop",
    "entorse", "epilep", "episiotomi", "escarr", "essoufflement", "fait ts",
    "fait une tentative de s", "fait une ts", "fausse couche", "fausse route", "fausse-couche",
    "fausses couches", "fausses routes", "fecondation in vitro", "fentanyl", "fibrillation",
    "fibrome", "fibromyalgi", "fibroscop", "fievre", "fistul", "fiv", "fracture", "gale",
    "gastrit", "gastro-enterit", "gastroenterit", "gastroparesi", "gastroscop", "gastrostomi",
    "glaucom", "glioblast", "gliom", "glycemi", "goitre", "gonococ", "gonorrh", "greffe cardia",
    "greffe d", "greffe hepat", "greffe renal", "grossesse extra", "grossesse gemell",
    "hallucin", "hematome", "hemiplegi", "hemodialys", "hemoglobine glyquee", "hemophil",
    "hemorragi", "hemorroid", "hepatit", "herceptin", "hernie", "herpes", "hiv",
    "hormonotherap", "hospitalisation a la demande d", "hpv", "hta", "humira", "hyperglycem",
    "hypertendu", "hypertension", "hyperthyroid", "hypoglycem", "hypotension", "hypothyroid",
    "hypoxi", "ibuprofen", "immunotherap", "impetigo", "incontinen", "inexium", "infarctus",
    "infection urinaire", "infertil", "infirmite motrice", "insomni", "insuffisance cardiaque",
    "insuffisance coronar", "insuffisance hepatique", "insuffisance renale",
    "insuffisance respiratoire", "insuffisance veineuse", "insuffisant cardiaque",
    "insuffisant renal", "insuffisante renale", "insulin", "intoxication", "ischemi", "ivg",
    "kardegic", "keppra", "kyste", "lamictal", "laryngit", "lasilix", "leucemi", "leucopeni",
    "levothyrox", "lexomil", "ligament", "ligature des trompes", "lithias", "lithium",
    "lombalgi", "lombo", "lupus", "luxation", "lymphoedem", "lymphom", "maladie chronique",
    "maladie de lyme", "maladie orpheline", "maladie rare", "maltraitance", "mammectom",
    "melanom", "meningit", "mesotheliom", "metasta", "metformin", "methadone", "methotrexat",
    "migrain", "mopral", "morphin", "mort ne", "mort-ne", "mucovis", "mucoviscidos", "mycose",
    "myelom", "myopath", "nausee", "nephrit", "nephropath", "neuroblast", "neurolept",
    "neuropath", "neutropeni", "nevralgi", "nevros", "nodule", "obese", "obesit",
    "occlusion intest", "oedem", "oreillon", "osteopor", "otit", "overdose", "oxycod",
    "ozempic", "pace-maker", "pacemaker", "palliati", "paludism", "pancreatit",
    "papillomavirus", "paracetamol", "paralysi", "parano", "paraplegi", "parkinson",
    "peridurale", "peritonit", "phlebit", "phlegmon", "phobi", "plavix", "pleuresi", "pma",
    "pneumoni", "pneumopath", "pneumothorax", "polyarthrit", "polyhandicap", "polype",
    "polytraumat", "ponction lombaire", "pontage", "post-operatoire", "postoperatoire",
    "pre-operatoire", "prediabet", "preeclampsi", "prematur", "preoperatoire", "previscan",
    "prostat", "prothese de", "prothese du", "prothese total", "prozac", "psorias", "psychose",
    "psychotiq", "pyelonephrit", "radiothera", "rectocolit", "retinopath", "rhinit", "risperd",
    "ritaline", "rougeol", "rubeol", "saignement", "sarcom", "scarif", "schizo", "sciati",
    "sclerose", "scolios", "sepsis", "septicemi", "seroplex", "seropositi", "sevrage", "sida",
    "sideen", "silicos", "sinusit", "soin palliatif", "soins palliatifs", "somnifer",
    "souffre d", "spasfon", "spina bifida", "spondylarthrit", "staphyloco", "stent", "sterilet",
    "sterilit", "stilnox", "stomie", "subutex", "suicid", "suicidaire", "surdite", "syphili",
    "tachycard", "tahor", "tdah", "tegretol", "temesta", "tendinit", "tentative de suicide",
    "tercian", "tetraplegi", "thalassemi", "thrombopeni", "thrombophleb", "thrombos",
    "thyroidectom", "thyroidit", "toxico", "tracheotomi", "tramadol", "trauma cran",
    "traumatise", "traumatism", "trichomon", "trisomi", "troponin", "trouble bipol",
    "troubles bipol", "ts medicamenteuse", "tubercul", "tumeur", "tumora", "ulcer", "urticair",
    "valium", "valvulopath", "varicell", "vasectom", "vasectomi", "ventolin", "vertige",
    "viagra", "vih", "violences conjugales", "vomisse", "xanax", "xarelto", "zona", "zyprexa",
];

/// Roots of the lists that begin other words too: these are whole words, as all that have three
/// letters or fewer.
#[rustfmt::skip]
pub const WHOLE: [&str; 28] = [
    "aveugle", "coma", "dement", "demente", "echo", "en psy", "gale", "greffe", "holter",
    "hospit", "hospits", "lupus", "mammo", "mort", "morte", "opere", "ordo", "ordos", "radio",
    "rea", "sang", "senile", "sepsis", "sourd", "sourde", "stent", "traite", "zona",
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
