use std::sync::Arc;
use std::time::Instant;

use scaffold_model::StackId;
use scaffold_provider::Error;
use tokio::sync::Mutex;

/// A list that the surveys of several kinds need. Surveys that run side by side read it once: whoever
/// comes while it is read takes what is read. Nobody else does, so that what is known is never old.
pub(crate) struct Joined<T> {
    last: Mutex<Option<Last<T>>>,
}

struct Last<T> {
    stack: StackId,
    read: Instant,
    items: Arc<Vec<T>>,
}

impl<T> Default for Joined<T> {
    fn default() -> Self {
        Self { last: Mutex::new(None) }
    }
}

impl<T> Joined<T> {
    /// The list of a stack.
    ///
    /// # Errors
    /// Those of `fetch`.
    pub async fn read<F>(&self, stack: &StackId, fetch: impl FnOnce() -> F) -> Result<Arc<Vec<T>>, Error>
    where
        F: Future<Output = Result<Vec<T>, Error>>,
    {
        let came = Instant::now();
        let mut last = self.last.lock().await;
        if let Some(last) = last.as_ref().filter(|last| last.stack == *stack && last.read >= came) {
            return Ok(Arc::clone(&last.items));
        }
        let items = Arc::new(fetch().await?);
        *last = Some(Last { stack: stack.clone(), read: Instant::now(), items: Arc::clone(&items) });
        Ok(items)
    }
}
