//! A web page with JSON-LD in it: both are read, and the richer one is taken. Sites often
//! give search engines fewer questions or shorter answers than they show.

use std::collections::HashMap;

use super::draft::{Draft, Input};
use super::failure::Failure;
use super::warning::{Warning, Warnings};
use super::{html, jsonld, label, prose};

/// Whether the text is a web page.
pub fn recognises(text: &str) -> bool {
    html::recognises(text)
}

pub fn read(input: &Input<'_>, warnings: &mut Warnings) -> Result<Vec<Draft>, Failure> {
    html::check_open_boxes(input.text)?;
    let mut of_data = Warnings::default();
    let data = jsonld::read(input, &mut of_data)?;
    let mut of_page = Warnings::default();
    let page = match html::read(input, &mut of_page) {
        // The data of a page that is nested too deep are read all the same.
        Err(Failure::TooDeep { .. }) if count(&data) > 0 => Vec::new(),
        page => page?,
    };
    let (data_count, page_count) = (count(&data), count(&page));
    if data_count == 0 {
        // Data that nobody can read are told, because the page may have less.
        warnings.extend(of_data);
        warnings.extend(of_page);
        return Ok(page);
    }
    let shown: HashMap<String, &Draft> =
        page.iter().map(|draft| (prose::words(&draft.question), draft)).collect();
    let known: HashMap<String, &Draft> =
        data.iter().map(|draft| (prose::words(&draft.question), draft)).collect();
    let common = known.keys().filter(|words| shown.contains_key(*words)).count();
    if page_count > data_count && common * 10 >= known.len() * 8 {
        warnings.extend(of_page);
        warnings.push_whole(Warning::PoorerData { page: page_count, data: data_count });
        return Ok(page);
    }
    warnings.extend(of_data);
    let mut only: Vec<String> = page
        .iter()
        .filter(|draft| is_whole(draft) && !known.contains_key(&prose::words(&draft.question)))
        .map(|draft| label::question(&draft.question))
        .collect();
    // A page that shows none of its data's questions shows something else.
    if !only.is_empty() && common > 0 {
        only.truncate(5);
        warnings.push_whole(Warning::OnlyInPage { questions: only });
    }
    let richer: Vec<Draft> = data
        .iter()
        .map(|draft| match shown.get(&prose::words(&draft.question)) {
            Some(other) if is_richer(other, draft) => {
                let categories = other.categories.clone();
                Draft { answer: other.answer.clone(), categories, ..draft.clone() }
            }
            Some(other) if draft.categories.is_empty() => {
                Draft { categories: other.categories.clone(), ..draft.clone() }
            }
            _ => draft.clone(),
        })
        .collect();
    Ok(richer)
}

fn count(drafts: &[Draft]) -> usize {
    drafts.iter().filter(|draft| is_whole(draft)).count()
}

fn is_whole(draft: &Draft) -> bool {
    draft.answer.contains(char::is_alphanumeric) && draft.question.contains(char::is_alphanumeric)
}

/// Whether the page's answer has more links or clearly more words than that of the data.
fn is_richer(page: &Draft, data: &Draft) -> bool {
    let links =
        |draft: &Draft| draft.answer.matches("](").count() + draft.answer.matches("<http").count();
    let letters = |draft: &Draft| draft.answer.chars().filter(|c| c.is_alphanumeric()).count();
    let lines = |draft: &Draft| draft.answer.lines().filter(|line| !line.is_empty()).count();
    let (of_page, of_data) = (letters(page), letters(data));
    let no_shorter = of_page * 100 >= of_data * 95;
    (links(page) > links(data) && no_shorter)
        || of_page * 100 > of_data * 110
        // The same words with their paragraphs and lists.
        || (no_shorter && lines(data) == 1 && lines(page) > 1)
}
