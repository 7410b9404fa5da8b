"""The API (接口): register, facts and assessments as JSON, by token, under the same rules of scope."""
