//! `GET /openapi.json`: the description of all routes, made from the types that they read and
//! write. It tells nothing of the content and needs no token.

use axum::http::StatusCode;
use axum::response::Response;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::error::json;
use super::{ask, health, metrics, ready};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Souffleur",
        description = "Answers French questions with the FAQ entry that says it, word for word.",
    ),
    paths(ask::ask, ask::suggest, health::get, ready::get, metrics::get),
    modifiers(&Token),
    tags(
        (name = "asking", description = "The FAQ, for other programs"),
        (name = "operation", description = "What an operator watches"),
    )
)]
struct Description;

struct Token;

impl Modify for Token {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// The description.
pub async fn get() -> Response {
    json(StatusCode::OK, &Description::openapi())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::QUESTION_MAX_CHARS;

    #[test]
    fn the_longest_question_is_described() {
        let described = serde_json::to_value(Description::openapi()).expect("JSON");
        assert!(described["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
        let question = &described["components"]["schemas"]["AskBody"]["properties"]["question"];
        assert_eq!(question["maxLength"], QUESTION_MAX_CHARS, "{described:#}");
        let typed = &described["paths"]["/suggest"]["get"]["parameters"][0]["schema"];
        assert_eq!(typed["maxLength"], QUESTION_MAX_CHARS, "{described:#}");
    }
}
