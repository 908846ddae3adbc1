//! Words of the trade that people write with a capital beside a name: products, services and
//! acronyms. They are what a FAQ has to answer, and never a part of a name.
//!
//! The lists are ours. Acronyms that have a vowel are listed; one without (`MDPH`, `SSR`) cannot
//! be a name. Acronyms that are frequent surnames too (`MAS`, `GEM`, `RIO`) are left out, since a
//! name that is kept does more harm than a word that is masked.

/// Whether a word in small letters, without accents, is one of the trade. `is_upper`: it is
/// written in capitals, as acronyms are.
pub fn is_trade(word: &str, is_upper: bool) -> bool {
    let head = word.split(['-', '\'']).next().unwrap_or(word);
    let has = |list: &[&str]| [word, head].iter().any(|word| list.binary_search(word).is_ok());
    has(&PRODUCTS) || is_upper && (has(&ACRONYMS) || is_unpronounceable(head))
}

/// Whether a word names a thing that may be said to be born: « la MSS est née en 2013 ». Acronyms
/// of professions are none, « l’IDE, née le … ».
pub fn is_thing(word: &str) -> bool {
    (PRODUCTS.binary_search(&word).is_ok() || ACRONYMS.binary_search(&word).is_ok())
        && !PROFESSIONS.contains(&word)
        || matches!(word, "cps" | "dmp" | "mdph" | "mss" | "ght" | "psc" | "sms" | "crm" | "dlu")
}

/// Whether letters without a vowel are an acronym. Two of them may be initials, `Dr JP Petit`.
fn is_unpronounceable(word: &str) -> bool {
    (3..=6).contains(&word.len())
        && word.bytes().all(|c| c.is_ascii_alphabetic() && !b"aeiouy".contains(&c))
}

/// Products and things that are no surname or first name.
#[rustfmt::skip]
const PRODUCTS: [&str; 116] = [
    "ameli", "amelipro", "android", "annuaire", "apicrypt", "apizee", "axisante", "bluefiles",
    "calendoc", "cegedim", "chorus", "chrome", "citrix", "clickdoc", "compugroup", "connexion",
    "covid", "crossway", "dedalus", "docavenue", "doctocare", "doctolib", "doctopharma",
    "doodle", "dropbox", "easily", "enovacom", "esante", "eudonet", "eudoweb", "exchange",
    "facebook", "firefox", "franceconnect", "gmail", "google", "hellodoc", "hippocad",
    "hippolink", "hopitalmanager", "hotmail", "icanopee", "identito", "idomed", "inbox",
    "instagram", "internet", "ipad", "iphone", "keldoc", "laposte", "lifen", "linkedin",
    "linux", "logiciel", "maiia", "mailiz", "maincare", "medaviz", "mediboard", "medilink",
    "medimail", "medistory", "mesis", "messagerie", "microsoft", "monespacesante", "mssante",
    "netsoins", "office", "omnidoc", "onedrive", "orthomax", "osiris", "outlook", "paaco",
    "pandalab", "parnasse", "plateforme", "powerpoint", "prosanteconnect", "proton",
    "protonmail", "qare", "safari", "sante", "santeconnect", "segur", "sharepoint", "sillage",
    "sisra", "skype", "snapchat", "teams", "telecommunications", "teleconsultation",
    "teleexpertise", "telegram", "telesante", "teletransmission", "terr-esante", "thunderbird",
    "trajectoire", "viatrajectoire", "virtualcare", "vitale", "webmail", "weda", "whatsapp",
    "wifi", "windows", "yahoo", "youtube", "zepra", "zimbra", "zoom",
];

/// Acronyms that have a vowel.
#[rustfmt::skip]
const ACRONYMS: [&str; 366] = [
    "ade", "afib", "ald", "amc", "ame", "amo", "amp", "anap", "anfh", "anip", "ans", "anses",
    "anssi", "apa", "apcv", "api", "apiac", "apl", "apsa", "apv", "arcep", "arm", "ars", "ash",
    "asip", "aspic", "assc", "asv", "ate", "avc", "avk", "bal", "bals", "bo", "bpco", "cada",
    "camps", "camsp", "ccas", "ceas", "cegi", "cerfa", "cesu", "cfu", "chai", "cia", "cias",
    "cic", "cim", "ciss", "ciuss", "cle", "clic", "cls", "clsm", "cmi", "cmu", "cmuc", "cnam",
    "cnamts", "cnav", "cned", "cni", "cnil", "cnom", "codir", "comex", "copil", "coreb", "cosi",
    "covid", "cpam", "cpe", "cpef", "cpias", "cpom", "cpts", "cra", "crao", "crea", "cret",
    "crip", "csapa", "csapr", "csarr", "cse", "csi", "csirt", "csos", "ctai", "cui", "dae",
    "daf", "das", "dasri", "dga", "dgos", "dim", "dip", "dipc", "diu", "dmi", "dom", "dpi",
    "dpo", "drees", "dri", "dro", "dsi", "duerp", "dui", "eam", "ean", "eas", "easi", "ebios",
    "ecbu", "ecg", "echo", "ecps", "eeg", "efs", "ehpa", "ehpad", "ej", "emg", "ems", "emsp",
    "ens", "eprd", "eprus", "erp", "esat", "esi", "esms", "esmsss", "esp", "etp", "ets", "eua",
    "evc", "evs", "fap", "faq", "fhir", "fibo", "finess", "finessej", "finesset", "foire",
    "fsei", "gcsms", "geva", "gevasco", "ghe", "ghu", "gie", "gip", "gir", "grades", "had",
    "has", "hdj", "hl", "hpe", "hpi", "iade", "ias", "ibode", "icope", "idac", "idas", "idcc",
    "ide", "idec", "idel", "idels", "idm", "idnps", "idp", "ies", "igas", "ihe", "ihm", "imc",
    "iml", "imp", "imv", "inami", "inca", "infa", "inpes", "ins", "insee", "inserm", "insi",
    "ipa", "ipaqss", "ipp", "irm", "irsn", "ism", "iso", "itep", "iti", "iud", "iva", "ivg",
    "lgo", "lmd", "loinc", "lpp", "mda", "mde", "mdea", "mdpa", "mei", "mig", "migac",
    "miviludes", "moe", "mops", "msa", "msap", "msia", "msp", "mssante", "nias", "nip", "nir",
    "nis", "odf", "oid", "ois", "olap", "omedit", "ondam", "ong", "onu", "orl", "oru", "osm",
    "ots", "paca", "pacs", "paerpa", "pag", "pasa", "pass", "pcie", "pcme", "pco", "pcu", "pda",
    "pdsa", "pdse", "pios", "pirg", "pma", "pmi", "pmsi", "poa", "pps", "ppsi", "psad", "psi",
    "psy", "puca", "puma", "pup", "raac", "rac", "rasc", "rcp", "rgpdue", "rip", "ripa",
    "rniam", "ror", "rpa", "rpu", "rse", "rssi", "ruim", "saas", "sadv", "sae", "samsah",
    "samu", "sas", "savs", "scanor", "sdis", "sesam", "sessad", "sfe", "siad", "siae", "siao",
    "sih", "siilpa", "siren", "siret", "sisa", "siv", "sms", "smsi", "smur", "sncf", "sos",
    "spasad", "spi", "ssi", "ssia", "ssiad", "ssiao", "sspi", "ssu", "staps", "sttr", "taem",
    "tele", "tic", "tisf", "tlsi", "tsa", "tsi", "ucc", "uchd", "ucsa", "uf", "uffi", "ufr",
    "uhcd", "uia", "uil", "umd", "umj", "unaf", "unafam", "unedic", "upatou", "upi", "urap",
    "urps", "ursaf", "urssaf", "usa", "usb", "usi", "usic", "usip", "usld", "usmp", "usn",
    "vad", "vae", "vih", "vip", "visio", "voip", "vpa", "vsi", "zar", "zep", "zip",
];

/// The acronyms that stand for a person.
#[rustfmt::skip]
const PROFESSIONS: [&str; 17] = [
    "ade", "ash", "asv", "dim", "dpo", "dsi", "ibode", "iade", "ide", "idec", "idel", "idels",
    "ipa", "rssi", "daf", "dga", "arm",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_in_order_for_the_search() {
        assert!(PRODUCTS.is_sorted() && ACRONYMS.is_sorted());
    }
}
