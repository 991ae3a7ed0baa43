interface RecoveryAnswersTable {
  userId: string;
  questionKey: string;
  /** argon2id in PHC form. */
  answerHash: string;
  pepperVersion: number;
  /** Version of the rule by which the answer was normalised. */
  ruleVersion: number;
  createdAt: Date;
}

interface QuestionChallengesTable {
  userId: string;
  keys: string[];
  createdAt: Date;
}

/** Tables of questions and answers. */
export interface QuestionTables {
  recoveryAnswers: RecoveryAnswersTable;
  questionChallenges: QuestionChallengesTable;
}
