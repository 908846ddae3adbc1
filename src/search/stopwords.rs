//! Words that carry nothing in a question: grammatical words, question words, courtesies.
//!
//! The lists are general French: they come from a grammar book and not from any set of
//! questions. `sans` and `pas` are not in them because they reverse the meaning of a
//! question.

use std::collections::HashSet;
use std::sync::LazyLock;

/// What is removed together with the apostrophe after it.
const ELISIONS: [&str; 13] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"];

/// The stop words, folded and separated by white space.
const STOP: &str = "
    a ai aie aient aies ait ayant ayez ayons as avez aviez avions avoir avons avait avais avaient
    aura aurai aurait auraient auras aurez aurons auront eu eue eus eut
    es est sont suis sommes etes etre etais etait etaient etant ete etions fus fut furent
    sera serai serait seraient seras serez serons seront soi soit sois soient soyez
    le la les l un une des du de d au aux
    ce c ca cela ceci cet cette ces celui celle celles ceux ci
    je j tu il elle on nous vous ils elles me m te t se s lui leur leurs eux moi toi y en
    mon ma mes ton ta tes son sa ses notre nos votre vos
    qui que qu quoi dont ou lequel laquelle lesquels lesquelles auquel duquel desquels
    quel quelle quels quelles comment pourquoi quand combien
    si donc ni mais et puis alors comme lorsque puisque parce afin ainsi aussi
    a dans par pour sur sous avec chez vers pendant lors des jusque jusqu
    n ne
    tout toute tous toutes meme memes tres trop encore deja
    chaque quelque quelques aucun aucune tel telle
    fait faire fais font faites faut fallait faudra faudrait
    peut peux peuvent pouvez pouvons pouvoir pourrait pourrais pourraient pourriez pourra pourront
    dois doit doivent devez devons devoir devrait devrais devraient devra devront
    veut veux veulent voulez voulons voudrais voudrait aimerais aimerait souhaite souhaiterais
    va vais vas vont ont
    sais sait savez savoir quelqu puisqu lorsqu quoiqu
    voici voila ici etc svp stp
    ah oh eh hein bah ben ok oui
    k kel kelle koi pk pq pkoi pourkoi c ke ki keske kesk keski keskon kan kand qd
    jai jsuis chui jveux jpeux jdois cest ces dun dune quon quil quelle quelles kil kon ya yatil
";

/// Courtesies, folded. A phrase counts only as a whole: `avance` alone is an ordinary word.
const COURTESIES: [&[&str]; 26] = [
    &["merci", "d", "avance"],
    &["merci", "par", "avance"],
    &["merci", "avance"],
    &["merci", "beaucoup"],
    &["merci", "bcp"],
    &["merci"],
    &["mrc"],
    &["mci"],
    &["bonjour"],
    &["bonsoir"],
    &["bjr"],
    &["bsr"],
    &["slt"],
    &["salut"],
    &["coucou"],
    &["hello"],
    &["bonne", "journee"],
    &["bonne", "soiree"],
    &["bonne", "nuit"],
    &["s", "il", "vous", "plait"],
    &["s", "il", "te", "plait"],
    &["il", "vous", "plait"],
    &["il", "te", "plait"],
    &["sil", "vous", "plait"],
    &["bien", "cordialement"],
    &["cordialement"],
];

static STOP_SET: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| STOP.split_ascii_whitespace().collect());

/// Whether a folded word carries nothing.
pub fn is_stop(word: &str) -> bool {
    STOP_SET.contains(word)
}

/// Whether a folded word is removed when an apostrophe follows.
pub fn is_elision(word: &str) -> bool {
    ELISIONS.contains(&word)
}

/// The number of words, from the first on, that make a courtesy; 0 when they make none.
pub fn courtesy(words: &[&str]) -> usize {
    let fits = |phrase: &&&[&str]| words.starts_with(phrase);
    COURTESIES.iter().filter(fits).map(|phrase| phrase.len()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negations_carry_meaning() {
        for word in ["sans", "pas", "jamais", "non"] {
            assert!(!is_stop(word), "{word} reverses a question");
        }
    }

    #[test]
    fn a_courtesy_is_a_whole_phrase() {
        assert_eq!(courtesy(&["merci", "par", "avance", "bal"]), 3);
        assert_eq!(courtesy(&["avance", "sur", "salaire"]), 0);
        assert_eq!(courtesy(&["bonjour", "ma"]), 1);
        assert_eq!(courtesy(&[]), 0);
    }
}
