use std::sync::Arc;
use std::time::Instant;

use scaffold_model::StackId;
use scaffold_provider::Error;
use tokio::sync::Mutex;

/// A list that the surveys of several kinds need. Surveys that run side by side read it once: whoever
/// comes while it is read takes what is read. Nobody else does, so that what is known is never old.
#[derive(Debug)]
pub struct Joined<T> {
    last: Mutex<Option<Last<T>>>,
}

#[derive(Debug)]
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn stack(name: &str) -> StackId {
        StackId { name: name.into(), environment: None, region: "us-east-1".into() }
    }

    #[tokio::test]
    async fn only_those_side_by_side_share_a_list() {
        let lists = Joined::default();
        let reads = AtomicU32::new(0);
        let read = |name: &str| {
            let (stack, lists, reads) = (stack(name), &lists, &reads);
            async move {
                let fetch = || async {
                    tokio::task::yield_now().await;
                    Ok(vec![reads.fetch_add(1, Ordering::SeqCst)])
                };
                lists.read(&stack, fetch).await.unwrap()[0]
            }
        };
        assert_eq!(tokio::join!(read("shop"), read("shop"), read("shop")), (0, 0, 0));
        assert_eq!(read("shop").await, 1, "what was read before is old");
        assert_eq!(tokio::join!(read("shop"), read("store")), (2, 3), "other stacks have other lists");
    }
}
