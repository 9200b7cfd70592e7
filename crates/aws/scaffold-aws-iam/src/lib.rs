//! Takes a connection to AWS. Gives the providers of IAM kinds. Never plans.
