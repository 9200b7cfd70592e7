mod lease;
mod model;
