//! The one sentence of a reply that is in the language of the question, for members who do
//! not write French: it says what follows and that it is in French. It names the FAQ by what
//! readers of that language call it, and it holds no word of an entry.

use crate::bot::Answer;
use crate::search::OtherLanguage;

/// A line of plain text that comes before an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherLanguageLine {
    /// One or two sentences, 120 characters at most.
    pub text: &'static str,
    /// Whether it reads from right to left.
    pub right_to_left: bool,
}

impl OtherLanguageLine {
    pub(super) fn new(answer: &Answer, language: OtherLanguage) -> Self {
        let text = match answer {
            Answer::Found { .. } => found(language),
            Answer::Unsure(choices) if choices.len() == 1 => unsure_of_one(language),
            Answer::Unsure(_) => unsure(language),
            Answer::Unknown { .. } => unknown(language),
        };
        Self { text, right_to_left: language.is_right_to_left() }
    }
}

fn found(language: OtherLanguage) -> &'static str {
    match language {
        OtherLanguage::Arabic => "هذه الإجابة باللغة الفرنسية، وهي منقولة حرفيًا من الأسئلة الشائعة.",
        OtherLanguage::German => {
            "Diese Antwort ist auf Französisch und stammt wörtlich aus den FAQ."
        }
        OtherLanguage::English => "This answer is in French, word for word from the FAQ.",
        OtherLanguage::Spanish => {
            "Esta respuesta está en francés, tal como figura en las preguntas frecuentes."
        }
        OtherLanguage::Italian => {
            "Questa risposta è in francese, ripresa parola per parola dalle FAQ."
        }
        OtherLanguage::Portuguese => {
            "Esta resposta está em francês, tal como consta nas perguntas frequentes."
        }
    }
}

fn unsure(language: OtherLanguage) -> &'static str {
    match language {
        OtherLanguage::Arabic => {
            "هذه أسئلة شائعة باللغة الفرنسية قريبة من سؤالك. اختر السؤال المناسب."
        }
        OtherLanguage::German => {
            "Diese französischen Fragen aus den FAQ kommen Ihrer Frage nahe. Wählen Sie die \
             passende aus."
        }
        OtherLanguage::English => {
            "These questions of the FAQ, in French, come close to yours. Choose the one that fits."
        }
        OtherLanguage::Spanish => {
            "Estas preguntas frecuentes, en francés, se parecen a la suya. Elija la que \
             corresponda."
        }
        OtherLanguage::Italian => {
            "Queste domande delle FAQ, in francese, si avvicinano alla sua. Scelga quella giusta."
        }
        OtherLanguage::Portuguese => {
            "Estas perguntas frequentes, em francês, aproximam-se da sua. Escolha a que \
             corresponde."
        }
    }
}

fn unsure_of_one(language: OtherLanguage) -> &'static str {
    match language {
        OtherLanguage::Arabic => "هذا سؤال شائع باللغة الفرنسية قريب من سؤالك. هل هو المقصود؟",
        OtherLanguage::German => {
            "Diese französische Frage aus den FAQ kommt Ihrer Frage nahe. Ist es die richtige?"
        }
        OtherLanguage::English => {
            "This question of the FAQ, in French, comes close to yours. Is it the one?"
        }
        OtherLanguage::Spanish => {
            "Esta pregunta frecuente, en francés, se parece a la suya. ¿Es la que busca?"
        }
        OtherLanguage::Italian => {
            "Questa domanda delle FAQ, in francese, si avvicina alla sua. È quella giusta?"
        }
        OtherLanguage::Portuguese => {
            "Esta pergunta frequente, em francês, aproxima-se da sua. É a que procura?"
        }
    }
}

fn unknown(language: OtherLanguage) -> &'static str {
    match language {
        OtherLanguage::Arabic => {
            "لم أجد إجابة عن سؤالك في هذه الأسئلة الشائعة، وهي باللغة الفرنسية."
        }
        OtherLanguage::German => {
            "In diesen FAQ, die auf Französisch sind, habe ich keine Antwort auf Ihre Frage \
             gefunden."
        }
        OtherLanguage::English => {
            "I found no answer to your question in this FAQ, which is in French."
        }
        OtherLanguage::Spanish => {
            "No he encontrado respuesta a su pregunta en estas preguntas frecuentes, que están \
             en francés."
        }
        OtherLanguage::Italian => {
            "Non ho trovato risposta alla sua domanda in queste FAQ, che sono in francese."
        }
        OtherLanguage::Portuguese => {
            "Não encontrei resposta à sua pergunta nestas perguntas frequentes, que estão em \
             francês."
        }
    }
}
