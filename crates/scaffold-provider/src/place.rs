use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;

tokio::task_local! {
    static PLACE: Arc<dyn Place>;
}

/// What a step takes up while it works, and others may have while it only waits for its turn.
#[async_trait]
pub trait Place: Send + Sync {
    /// Others may have it.
    fn leave(&self);

    /// Returns when it is there again.
    async fn come_back(&self);
}

/// Does some work that takes up a place. Whenever a call of it has to wait for its turn, it leaves the place.
pub async fn in_place<T>(place: Arc<dyn Place>, work: impl Future<Output = T>) -> T {
    PLACE.scope(place, work).await
}

/// Waits without taking up a place.
pub(crate) async fn away<T>(wait: impl Future<Output = T>) -> T {
    let Ok(place) = PLACE.try_with(Arc::clone) else { return wait.await };
    place.leave();
    let waited = wait.await;
    place.come_back().await;
    waited
}
