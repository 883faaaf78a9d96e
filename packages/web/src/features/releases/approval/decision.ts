/** Where on the page of a planned release the decision is taken. */
export const decisionId = "decision";
