//! 1. A question in one of the six languages is recognised, also a short one, without accents
//!    or without a question mark.
//! 2. A French question counts as French, however it is spelled and whatever words of other
//!    languages are in it.
//! 3. A question in yet another language has no language that the bot could answer in.

use super::other_language::OtherLanguage::{Arabic, English, German, Italian, Portuguese, Spanish};
use super::question_language;

const ENGLISH: &[&str] = &[
    "Can I get a mailbox as a student?",
    "how to register",
    "How do I reset my password?",
    "what are the opening hours of the swimming pool",
    "where can I park my car",
    "is the library open on sundays?",
    "I lost my badge, who should I contact?",
    "Do you ship to Belgium?",
    "how much does it cost",
    "Why was my request refused?",
    "when is the next meeting",
    "My screen stays black, what can I do?",
    "how can i cancel my subscription",
    "who is in charge of the invoices?",
    "Is there a vegetarian menu at the canteen?",
    "I can't log in",
    "what's the difference between a variant and an entry?",
    "are dogs allowed in the park",
    "which documents do I need for a passport?",
    "HOW DO I CHANGE MY ADDRESS",
    "Hello, I would like to know if my health record is visible to my employer",
    "bonjour, can I bring my bike on the train?",
    "tell me how to install the MSSanté app",
];

const GERMAN: &[&str] = &[
    "wie melde ich mich an",
    "Wie kann ich mein Passwort zurücksetzen?",
    "wo finde ich die Rechnung",
    "Was kostet ein Abonnement?",
    "wann hat das Schwimmbad geöffnet",
    "Ich habe meinen Ausweis verloren, was soll ich tun?",
    "Muss ich einen Termin vereinbaren?",
    "welche Unterlagen brauche ich fur den Antrag",
    "Gibt es einen Rabatt für Studenten?",
    "warum wurde mein Antrag abgelehnt?",
    "Kann man hier mit Karte bezahlen",
    "wer ist für die Buchhaltung zuständig?",
    "wie lange dauert die Lieferung",
    "Darf mein Hund mit in den Zug?",
    "ich kann mich nicht einloggen",
    "Wie ändere ich meine Adresse?",
    "ist die Bibliothek am Sonntag offen",
    "Guten Tag, ich möchte ein Konto eröffnen",
    "wo ist der Eingang?",
    "Was ist MSSanté?",
    "wie bekomme ich eine neue Karte",
    "WIE KANN ICH KÜNDIGEN",
];

const ITALIAN: &[&str] = &[
    "come mi registro",
    "Come posso reimpostare la mia password?",
    "dove trovo la fattura",
    "Quanto costa l'abbonamento?",
    "quali sono gli orari della piscina",
    "Ho perso il mio badge, a chi devo rivolgermi?",
    "devo prendere un appuntamento?",
    "che documenti servono per il passaporto",
    "C'è uno sconto per gli studenti?",
    "Perché la mia richiesta è stata rifiutata?",
    "si puo pagare con la carta",
    "chi si occupa della contabilità?",
    "quanto tempo ci vuole per la consegna",
    "Il mio cane può salire sul treno?",
    "non riesco ad accedere",
    "Come cambio indirizzo?",
    "la biblioteca apre di domenica?",
    "Buongiorno, vorrei aprire un conto",
    "dov'è l'ingresso?",
    "cos'è MSSanté?",
    "qual è la differenza tra le due tessere",
    "COME POSSO DISDIRE",
];

const PORTUGUESE: &[&str] = &[
    "como faço para me registar",
    "Como posso redefinir a minha senha?",
    "onde encontro a fatura",
    "Quanto custa a assinatura?",
    "quais são os horários da piscina",
    "Perdi o meu cartão, com quem devo falar?",
    "preciso marcar uma consulta?",
    "que documentos são necessários para o passaporte",
    "Há desconto para estudantes?",
    "Por que o meu pedido foi recusado?",
    "posso pagar com cartao",
    "quem trata da contabilidade?",
    "quanto tempo demora a entrega",
    "O meu cão pode andar no comboio?",
    "não consigo entrar na minha conta",
    "Como mudo de endereço?",
    "a biblioteca abre ao domingo?",
    "Bom dia, eu queria abrir uma conta",
    "onde fica a entrada?",
    "o que é MSSanté?",
    "qual é a diferença entre os dois cartões",
    "COMO POSSO CANCELAR A CONTA",
];

const SPANISH: &[&str] = &[
    "¿Cómo me registro?",
    "¿Cómo puedo restablecer mi contraseña?",
    "donde encuentro la factura",
    "¿Cuánto cuesta la suscripción?",
    "cuales son los horarios de la piscina",
    "He perdido mi tarjeta, ¿con quién tengo que hablar?",
    "tengo que pedir cita?",
    "que documentos necesito para el pasaporte",
    "¿Hay descuento para estudiantes?",
    "por que han rechazado mi solicitud",
    "se puede pagar con tarjeta",
    "quién lleva la contabilidad?",
    "cuanto tarda el envio",
    "¿Mi perro puede viajar en el tren?",
    "no puedo entrar en mi cuenta",
    "Como cambio mi direccion?",
    "la biblioteca abre los domingos?",
    "Buenos días, quisiera abrir una cuenta",
    "donde esta la entrada",
    "¿Qué es MSSanté?",
    "cual es la diferencia entre las dos tarjetas",
    "COMO PUEDO DARME DE BAJA",
];

const ARABIC: &[&str] = &[
    "كيف أسجل",
    "كيف يمكنني إعادة تعيين كلمة المرور؟",
    "أين أجد الفاتورة",
    "كم سعر الاشتراك؟",
    "ما هي مواعيد المسبح",
    "فقدت بطاقتي، بمن أتصل؟",
    "هل يجب أن أحجز موعدا؟",
    "ما هي الوثائق المطلوبة لجواز السفر",
    "هل يوجد خصم للطلاب؟",
    "لماذا رفض طلبي؟",
    "هل يمكن الدفع بالبطاقة",
    "من المسؤول عن المحاسبة؟",
    "كم يستغرق التوصيل",
    "هل يمكن لكلبي ركوب القطار؟",
    "لا أستطيع تسجيل الدخول",
    "كيف أغير عنواني؟",
    "هل المكتبة مفتوحة يوم الأحد؟",
    "صباح الخير، أريد فتح حساب",
    "أين المدخل؟",
    "ما هو MSSanté؟",
    "ما الفرق بين البطاقتين",
    "كيف ألغي حسابي",
];

/// Phone spelling, missing accents, slips, English words, and other people's titles.
const FRENCH: &[&str] = &[
    "bal pleine koi faire",
    "mssante cest quoi",
    "dmp?",
    "le login marche pas",
    "reset du password svp",
    "c'est quoi le process",
    "g perdu mon mdp",
    "jarrive pas a me co",
    "cmt on fait pr sinscrire",
    "slt ya moyen davoir un remboursement",
    "prix ?",
    "horaires piscine",
    "ou sont les docs",
    "pk sa marche pas",
    "jveux changer dadresse",
    "carte identite perdue",
    "le wifi bug encore",
    "comment je m'inscris",
    "mot de passe oublie",
    "inscription cantine date limite",
    "on peut payer par carte",
    "c koi un ps",
    "comen fer une reclamation",
    "le badge est bloque que faire",
    "j'ai pas recu le mail de confirmation",
    "besoin d'un rdv passeport",
    "le chat peut prendre le train ?",
    "help je suis bloque",
    "please aidez moi",
    "ok mais comment",
    "no stress, c'est quand la reunion",
    "le planning du team building",
    "c'est quoi le burn out",
    "on a un meeting a quelle heure",
    "le call de 14h est annule ?",
    "faut faire un ticket au support it ?",
    "kelle est la deadline",
    "une alternative open source ?",
    "le back office rame",
    "comment faire un backup",
    "mode off line possible ?",
    "fichier drag and drop impossible",
    "le single sign on est en panne",
    "qui a chante we are the champions",
    "date de sortie de game of thrones",
    "comment on dit how are you en francais",
    "que veut dire made in germany",
    "los angeles decalage horaire",
    "visa las vegas combien de temps",
    "l'accord di transferimento c'est quoi",
    "film la dolce vita horaire seance",
    "recette spaghetti alla carbonara",
    "tarif famille nombreuse",
    "prise de rendez vous en ligne",
    "virement refuse",
    "an 2025 c kel date",
    "me connecter sans portable",
    "son pas de la video",
    "mes conges",
    "sa beug",
    "es ce que je peux venir avec mon chien",
    "a quel age",
    "es que le mac do est ouvert",
    "tu peux m aider stp",
    "la sante mentale des etudiants",
    "prolongation conge parental",
    "formulaire a remplir pour la caf",
    "das c'est koi",
    "covid et voyages a l'etranger",
    "signification de das auto",
    "est-ce que ça se lave à 30",
];

const NEITHER: &[&str] = &[
    "hoe kan ik mijn wachtwoord wijzigen?",
    "wat kost een abonnement",
    "jak mogę zmienić hasło?",
    "hur ändrar jag mitt lösenord",
    "şifremi nasıl değiştirebilirim",
    "как изменить пароль?",
    "چگونه ثبت نام کنم؟",
    "میں کیسے رجسٹر کروں؟",
    "如何注册？",
    "cum îmi schimb parola?",
    "com puc canviar la contrasenya",
    "1234 ?",
    "???",
    "",
];

#[test]
fn questions_in_the_six_languages_are_recognised() {
    let mut wrong = Vec::new();
    for (language, questions) in [
        (Arabic, ARABIC),
        (English, ENGLISH),
        (German, GERMAN),
        (Italian, ITALIAN),
        (Portuguese, PORTUGUESE),
        (Spanish, SPANISH),
    ] {
        for question in questions {
            let found = question_language(question);
            if found != Some(language) {
                wrong.push(format!("{question:?} is {language:?}, found {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn french_questions_count_as_french() {
    let mut wrong = Vec::new();
    for question in FRENCH.iter().chain(NEITHER) {
        if let Some(found) = question_language(question) {
            wrong.push(format!("{question:?} is taken for {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
