use std::future::Future;

use scaffold_provider::{Class, Error};

/// Reads every page of a list: `fetch` takes the token of the page that comes next and gives its
/// items and the token after it.
///
/// # Errors
/// Those of `fetch`, and a list whose token does not move on.
pub async fn pages<T, F>(action: &str, fetch: impl Fn(Option<String>) -> F) -> Result<Vec<T>, Error>
where
    F: Future<Output = Result<(Vec<T>, Option<String>), Error>>,
{
    let mut items = Vec::new();
    let mut token: Option<String> = None;
    loop {
        let (page, next) = fetch(token.clone()).await?;
        items.extend(page);
        match next.filter(|next| !next.is_empty()) {
            None => return Ok(items),
            Some(next) if token.as_deref() == Some(next.as_str()) => {
                let message = "the list does not end: the endpoint answers the same next page again";
                return Err(Error::new(Class::Failed, action, message));
            }
            next => token = next,
        }
    }
}
