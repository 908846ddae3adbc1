//! Surnames that are no words of French, for where only a common noun stands before a name in small
//! letters: « la patiente durand » and « la patiente refuse » are written alike.
//!
//! The list is ours: the most frequent ones of France (INSEE, « Fichier des noms de famille »), and
//! those of the countries where families in France come from. Other names are found with a
//! capital, a title or a first name.

#[rustfmt::skip]
const SURNAMES: [&str; 231] = [
    "alaoui", "almeida", "alvarez", "amrani", "arnaud", "arslan", "aubert", "aubry", "aydin",
    "bailly", "barbier", "barthelemy", "belkacem", "benaissa", "benali", "benamar", "benard",
    "bennani", "bensaid", "bernard", "bertin", "bertrand", "besson", "bianchi", "blanchard",
    "bouchet", "boudjema", "boulanger", "bouvier", "bouzid", "breton", "brunet", "bui",
    "cadiou", "camara", "carlier", "caron", "carpentier", "carvalho", "celik", "chaoui",
    "chauvin", "chen", "chevallier", "cisse", "collin", "corre", "coulibaly", "dang", "dasilva",
    "delaunay", "demir", "deschamps", "diallo", "diarra", "diop", "dogan", "dossantos",
    "dubois", "dufour", "dumas", "dumont", "dupont", "dupuis", "dupuy", "durand", "duval",
    "elamrani", "esposito", "fabre", "faure", "fernandes", "fernandez", "ferrari", "ferreira",
    "fleury", "fournier", "gaillard", "garcia", "garnier", "gauthier", "gillet", "girard",
    "giraud", "gomes", "gomez", "gonzalez", "grondin", "guerin", "gueye", "guichard", "guillot",
    "guillou", "guyot", "haddad", "hamidi", "hamon", "hernandez", "hoang", "hoarau", "huet",
    "humbert", "huynh", "ionescu", "ivanov", "jacquet", "joly", "kaya", "keita", "khelifi",
    "kilic", "kone", "kowalski", "lacroix", "lambert", "lamy", "langlois", "laporte", "laurent",
    "lebihan", "leblanc", "lebrun", "leclerc", "leclercq", "lecomte", "lefebvre", "lefevre",
    "legall", "legoff", "legrand", "lejeune", "lemaire", "lemaitre", "lemoine", "leroux",
    "leroy", "leveque", "lopes", "lopez", "maillard", "mallet", "mansouri", "marchal",
    "marechal", "marques", "martin", "martinez", "martins", "marty", "masson", "menard",
    "mendy", "mercier", "meyer", "michaud", "millet", "monnier", "moreau", "morel", "morin",
    "morvan", "muller", "ndiaye", "nguyen", "nowak", "oliveira", "ouali", "ozturk", "pasquier",
    "payet", "pelletier", "pereira", "perez", "perret", "perrier", "perrin", "perrot", "petrov",
    "pham", "phan", "picard", "pichon", "poirier", "popa", "popescu", "poulain", "prevost",
    "quere", "rabe", "rakoto", "ramirez", "randria", "renard", "renaud", "renault", "reynaud",
    "riou", "roche", "rodrigues", "rodriguez", "rolland", "romano", "rossi", "rousseau",
    "roussel", "sahin", "saidi", "sanchez", "schmitt", "schneider", "silva", "simon", "sissoko",
    "slimani", "sow", "tazi", "teixeira", "tessier", "torres", "toure", "tran", "traore",
    "vasseur", "vidal", "vincent", "wang", "weber", "wozniak", "yilmaz", "zhang", "zitouni",
];

/// Whether a word in small letters, without accents, is one of them.
pub fn is_surname(word: &str) -> bool {
    SURNAMES.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_for_the_search() {
        assert!(SURNAMES.is_sorted());
    }
}
