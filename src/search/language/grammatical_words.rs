//! Grammatical words of each language that is written in Latin letters: articles, pronouns,
//! prepositions, conjunctions, question words, auxiliary verbs, and the adverbs and verbs that
//! stand in questions of any subject.
//!
//! The lists come from grammars and not from any set of questions. Words are folded, because
//! questions are typed without accents as often as with them. A word may be in several lists,
//! and then it does not distinguish these languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::other_language::OtherLanguage;
use crate::search::stopwords;

/// French words that are not stop words of the search, and words that French texts borrow
/// from the other lists, which therefore must not count for those languages.
const FRENCH: &str = "
    pas plus sans non rien jamais moins bien mal entre avant apres depuis contre selon sinon des
    beaucoup peu assez presque toujours souvent maintenant aujourd hui hier demain bientot
    car or autre autres plusieurs certains certaine ceux cet cettes
    quelles quoi oui si jusqu chez hors sauf malgre
    avoir etre faut allez aller allons fera ferait viens vient venir
    marche marchent trouve trouver obtenir besoin mettre veux peut
    koi pr ds ac jsp tjs tjrs pb pbm bcp cmt cment pck psk pcq ns vs mtn ojd auj tt ts tte dc
    jarrive jai jveu jveux jpeux jpe peu veu vx px ns sa sait sest
    fo fopa faudrai foutu truc
    an but sobre bis via per la non no it in on off out up all please help ok top
";

const ENGLISH: &str = "
    a an the of to and or but for from with without into onto about at by in on off over under
    after before between during until till since through against as than that this these those
    there here if then else because so too very also only just not no yes
    i you he she it we they me him us them my your his her its our their mine yours myself
    yourself himself themselves
    am is are was were be been being do does did doing done have has had having can could may
    might must shall should will would cannot
    cant dont doesnt didnt isnt arent wont im ive youre whats wheres hows thats
    s t m d re ve ll don doesn didn isn aren couldn wouldn shouldn hasn haven wasn weren
    what which who whom whose when where why how
    any some all each every both many much more most other another such same own
    someone anyone something anything nothing somebody anybody nobody
    get got getting need needs needed want wants let please help up down out now again
";

const GERMAN: &str = "
    der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner
    ich du er sie es wir ihr mich dich sich uns euch mir dir ihm ihn ihnen
    mein meine meinen meinem meiner meines dein deine deinen sein seine seinen unser unsere
    unseren euer eure ihre ihren ihrem ihrer
    dieser diese dieses diesen diesem jede jeder jedes jeden alle allen andere anderen
    welche welcher welches welchen was wer wen wem wessen wo woher wohin wann warum wieso
    weshalb wie wieviel viel viele
    und oder aber denn weil dass ob wenn als damit dann also
    bin bist ist sind seid war waren wird wirst werden werde wurde habe hast hat haben hatte
    kann kannst konnen koennen konnt konnte darf durfen duerfen muss mussen muessen musst soll
    sollen sollte will willst wollen mochte moechte mag gibt geht gehen mache machen macht tun
    tut lasst brauche brauchen braucht finde bekomme bekommen
    nicht nur auch noch schon sehr mehr hier da dort jetzt heute immer man so bitte
    in im ins an am auf aus bei beim mit nach von vom vor zu zum zur fur fuer uber ueber unter
    durch ohne gegen um bis seit zwischen wegen etwas nichts jemand niemand
";

const ITALIAN: &str = "
    il lo la i gli le un uno una l d c s n m t
    dell del dello della dei degli delle al allo alla ai agli alle all dal dallo dalla dai dagli
    dalle dall nel nello nella nei negli nelle nell sul sullo sulla sui sugli sulle sull
    di a da in con su per tra fra senza sotto sopra dopo prima durante verso fino
    e ed o od ma se che perche quindi pero anche oppure
    come quando dove dov quale quali qual chi cosa cos quanto quanta quanti quante
    io tu lui lei noi voi loro mi ti si ci vi ne me te
    mio mia miei mie tuo tua tuoi suo sua suoi nostro nostra vostro vostra
    questo questa questi queste quello quella quelli quel quei quell
    sono sei siamo siete era erano sara stato stata ho hai ha abbiamo avete hanno avere essere
    posso puoi puo possiamo potete possono potere potrei devo devi deve dobbiamo dovete devono
    dovrei dovere voglio vuoi vuole vogliamo vorrei faccio fa fai fare fanno serve servono so
    sai sa va vado andare bisogna riesco riesci riesce riusciamo
    non piu meno gia ancora molto molta molti poco qui qua li oggi ogni tutto tutta tutti tutte
    altro altra altri altre stesso stessa qualche qualcuno qualcosa niente nessuno nulla sia cui
";

const PORTUGUESE: &str = "
    o os a as um uma uns umas de do da dos das no na nos nas num numa ao aos pelo pela pelos
    pelas por para pra com sem sob sobre ate apos desde entre contra
    e ou mas nem que se porque pois entao como quando onde aonde qual quais quem
    quanto quanta quantos quantas
    eu tu voce voces ele ela eles elas me te lhe lhes mim comigo
    meu minha meus minhas teu tua teus tuas seu sua seus suas nosso nossa nossos nossas
    este esta isto estes estas esse essa isso esses essas aquele aquela aquilo deste desta disso
    neste nesta nisso
    sou es somos sao era foi estou estao estamos estar ser sera ha tenho tens tem temos ter
    tinha posso podes pode podemos podem poder poderia devo deve devemos devem dever quero quer
    queres queremos querem queria gostaria preciso precisa precisamos faco faz fazer fazem feito
    sei sabe vou vai vao ir fica ficar
    muito muita muitos mais menos ja nao sim tambem ainda aqui ai ali la hoje agora cada
    todo toda todos todas outro outra outros outras mesmo mesma algum alguma alguem algo nada
    ninguem nenhum nenhuma pouco
";

const SPANISH: &str = "
    el los las la lo le les un una unos unas al del de a ante bajo con contra desde durante en
    entre hacia hasta para por segun sin sobre tras
    y e o u ni pero sino que porque pues aunque si entonces
    como cuando donde adonde cual cuales quien quienes cuanto cuanta cuantos cuantas
    yo tu usted ustedes ella nosotros nosotras ellos ellas me te se nos os mi mis tus su sus
    nuestro nuestra nuestros conmigo
    este esta esto estos estas ese esa eso esos esas aquel aquella aquello
    es son era eran fue soy eres somos estoy estan estamos estar ser sera hay he has ha hemos
    han haber habia tengo tienes tiene tenemos tienen tener puedo puedes puede podemos pueden
    podria poder debo debes debe debemos deben deberia quiero quieres quiere queremos quieren
    quisiera necesito necesitas necesita necesitamos hago haces hace hacer hacen hecho
    se sabe voy vas va van vamos ir
    muy mas menos ya no tambien tampoco aun todavia aqui ahi alli hoy ahora cada todo toda todos
    todas otro otra otros otras mismo misma algun alguna alguno algo alguien nada nadie ningun
    ninguna mucho mucha muchos poco favor
";

/// A set of languages, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LanguageSet(u8);

/// The languages that are told apart by their words. Arabic is told by its script.
pub const LATIN: [OtherLanguage; 5] = [
    OtherLanguage::English,
    OtherLanguage::German,
    OtherLanguage::Italian,
    OtherLanguage::Portuguese,
    OtherLanguage::Spanish,
];

impl LanguageSet {
    const FRENCH: Self = Self(1);

    fn of(language: OtherLanguage) -> Self {
        Self(2 << language as u8)
    }

    /// Whether French is in it.
    pub fn has_french(self) -> bool {
        self.0 & Self::FRENCH.0 != 0
    }

    /// Whether a language is in it.
    pub fn has(self, language: OtherLanguage) -> bool {
        self.0 & Self::of(language).0 != 0
    }
}

static WORDS: LazyLock<HashMap<&'static str, LanguageSet>> = LazyLock::new(|| {
    let mut words: HashMap<&'static str, LanguageSet> = HashMap::new();
    for (list, language) in [
        (FRENCH, LanguageSet::FRENCH),
        (ENGLISH, LanguageSet::of(OtherLanguage::English)),
        (GERMAN, LanguageSet::of(OtherLanguage::German)),
        (ITALIAN, LanguageSet::of(OtherLanguage::Italian)),
        (PORTUGUESE, LanguageSet::of(OtherLanguage::Portuguese)),
        (SPANISH, LanguageSet::of(OtherLanguage::Spanish)),
    ] {
        for word in list.split_ascii_whitespace() {
            words.entry(word).or_default().0 |= language.0;
        }
    }
    words
});

/// The languages in which a folded word is a grammatical word; empty for any other word.
pub fn languages_of(word: &str) -> LanguageSet {
    let mut languages = WORDS.get(word).copied().unwrap_or_default();
    if stopwords::is_stop(word) {
        languages.0 |= LanguageSet::FRENCH.0;
    }
    languages
}
