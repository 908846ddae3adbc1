//! Tables inside the answers of a page. Each row is a table of HTML and the rows of Markdown
//! that a reader of it would write.

use super::{import, import_named};

/// The answer to a question with this content, without the lines between titles and cells.
fn answer(content: &str) -> String {
    let run = import(
        format!(
            "<html><body><h2>Quel est le tarif ?</h2>{content}<h2>Où payer ?</h2><p>Ici.</p>\
             </body></html>"
        ),
        &[],
    );
    let (_, answer) = run.entry("quel-tarif.md");
    let is_line = |line: &&str| !line.starts_with("| -") && !line.is_empty();
    answer.lines().filter(is_line).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(table: &str, expected: &[&str]) {
    assert_eq!(answer(&format!("<table>{table}</table>")), expected.join("\n"), "{table}");
}

#[test]
fn cells_stay_in_their_rows_and_columns() {
    check(
        "<tr><th scope=row>Chien</th><td>9 €</td></tr><tr><th scope=row>Chat</th><td>7 €</td></tr>",
        &["| | |", "| Chien | 9 € |", "| Chat | 7 € |"],
    );
    check(
        "<tr><th></th><th>Lundi</th><th>Mardi</th></tr><tr><th>Matin</th><td>9 h</td><td>10 h</td>\
         </tr><tr><th>Soir</th><td>18 h</td><td></td></tr>",
        &["| | Lundi | Mardi |", "| Matin | 9 h | 10 h |", "| Soir | 18 h | |"],
    );
    check(
        "<tr><td></td><th>Lundi</th></tr><tr><th>Matin</th><td>9 h</td></tr>",
        &["| | Lundi |", "| Matin | 9 h |"],
    );
    check(
        "<thead><tr><td>Âge</td><td>Prix</td></tr></thead><tr><td>6 ans</td><td>2 €</td></tr>",
        &["| Âge | Prix |", "| 6 ans | 2 € |"],
    );
}

#[test]
fn a_table_without_titles_is_a_table() {
    check(
        "<tr><td>Petit</td><td>5 €</td></tr><tr><td><p>Grand</p></td><td><p>3 €</p></td></tr>",
        &["| | |", "| Petit | 5 € |", "| Grand | 3 € |"],
    );
    check(
        "<tr><td>Vélo</td><td>✓</td></tr><tr><td>Moto</td><td>✗</td></tr>",
        &["| | |", "| Vélo | ✓ |", "| Moto | ✗ |"],
    );
    // One row of boxes only places them beside each other.
    check(
        "<tr><td><p>Un.</p><p>Deux.</p></td><td><p>Trois.</p></td></tr>",
        &["Un.", "Deux.", "Trois."],
    );
}

#[test]
fn a_cell_that_covers_others_is_said_for_each() {
    check(
        "<tr><th rowspan=2>Zone</th><th colspan=2>Saison</th></tr><tr><th>Été</th><th>Hiver</th>\
         </tr><tr><td>Nord</td><td>1 €</td><td>2 €</td></tr>",
        &["| Zone | Saison – Été | Saison – Hiver |", "| Nord | 1 € | 2 € |"],
    );
    check(
        "<tr><th>Âge</th><th>Jour</th><th>Prix</th></tr><tr><td rowspan=2>Enfant</td><td>lundi</td>\
         <td>1 €</td></tr><tr><td>mardi</td><td>2 €</td></tr>",
        &["| Âge | Jour | Prix |", "| Enfant | lundi | 1 € |", "| Enfant | mardi | 2 € |"],
    );
    check(
        "<tr><th>Heure</th><th>Lundi</th><th>Mardi</th></tr><tr><td>9 h</td><td colspan=2>Fermé</td>\
         </tr><tr><td>Vacances</td></tr><tr><td colspan=3>Sur rendez-vous</td></tr>",
        &[
            "| Heure | Lundi | Mardi |",
            "| 9 h | Fermé | Fermé |",
            "| Vacances | | |",
            "| Sur rendez-vous | | |",
        ],
    );
    check(
        "<caption>Tarifs</caption><tr><th colspan=9>En 2031</th></tr><tr><td>Petit</td>\
         <td>5 €</td></tr>",
        &["Tarifs", "En 2031", "| | |", "| Petit | 5 € |"],
    );
}

#[test]
fn a_table_of_html_inside_markdown_keeps_its_cells() {
    let run = import_named(
        "FAQ.md",
        "## Quel est le tarif ?\n\n<table>\n<tr><td>Petit</td><td>5 €</td></tr>\n<tr><td>Grand</td>\
         <td>3 €</td></tr>\n</table>\n\n## Où payer ?\n\nIci.\n",
        &[],
    );
    let (_, answer) = run.entry("quel-tarif.md");
    assert!(answer.contains("| Petit | 5 € |\n| Grand | 3 € |"), "{answer}");
}

#[test]
fn spans_do_not_make_a_table_larger_than_its_page() {
    let rows = "<tr><td colspan=1000 rowspan=900>a</td></tr>".repeat(5000);
    let cells = "<td>b</td>".repeat(900);
    let answer = answer(&format!("<table><tr>{cells}</tr>{rows}</table>"));
    assert!(answer.len() < 200_000, "{}", answer.len());
}
