import { invalid, invalidField } from '@countersign/errors';
import { isOverlong, type PasswordOwner } from '../password/password.ts';

/** The bank. Nobody writes questions of his own: he would ask what the whole street knows. */
export const questionKeys = [
  'childhood_friend',
  'first_teacher',
  'first_concert',
  'first_job_town',
  'grandparent_street',
  'childhood_hero',
  'failed_exam',
  'oldest_cousin_nickname',
  'childhood_toy',
  'memorable_journey',
  'first_film',
  'childhood_book',
] as const;

/** An answer as typed. */
export interface GivenAnswer {
  /** Key of the question. */
  key: string;
  answer: string;
}

/** Version of the rule of `normalAnswer`; stored with each answer, so that the rule can change. */
export const ruleVersion = 1;

const shortest = 3;
const longest = 128;

/** The form in which answers are compared: case, marks and spaces decide nothing, nor how a letter is encoded. */
export function normalAnswer(answer: string): string {
  const bare = answer.normalize('NFKC').replaceAll(/[\p{P}\p{S}\p{Cf}]/gu, '');
  // Upper case first: it is what makes ß and ss one, as case folding does. A sigma is one wherever it stands.
  const folded = bare.toUpperCase().toLowerCase().replaceAll('ς', 'σ');
  return folded.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim();
}

/**
 * What is hashed for an answer: bound to its user and question, so that a hash copied to another row matches nothing. An
 * answer that is too long for any is as none.
 */
export function answerText(userId: string, { key, answer }: GivenAnswer): string {
  return `recovery-answer ${userId} ${key} ${isOverlong(answer, longest) ? '' : normalAnswer(answer)}`;
}

/**
 * Throws unless the answers are fit to be stored: `QUESTION_UNKNOWN`, `ANSWERS_TOO_FEW`, `ANSWER_TOO_SHORT`,
 * `ANSWER_TOO_LONG`, `ANSWER_TOO_COMMON`, or `ANSWER_REPEATED` for an answer or a question that comes twice.
 */
export function requireGoodAnswers(
  answers: readonly GivenAnswer[],
  { owner, toAnswer }: { owner: PasswordOwner; toAnswer: number },
): void {
  const keys: readonly string[] = questionKeys;
  const owned = ownWords(owner);
  const seen = new Set<string>();
  for (const [index, { key, answer }] of answers.entries()) {
    const at = `/answers/${index}`;
    if (!keys.includes(key)) throw invalidField('QUESTION_UNKNOWN', `${at}/key`, 'must be a question of the list');
    const normal = requireLength(answer, `${at}/answer`);
    if (owned.has(normal) || isEasy(normal, key)) {
      throw invalidField(
        'ANSWER_TOO_COMMON',
        `${at}/answer`,
        'is too easy to guess; say more, for example a whole name',
      );
    }
    if (seen.has(`question ${key}`) || seen.has(`answer ${normal}`)) {
      throw invalidField(
        'ANSWER_REPEATED',
        `${at}/answer`,
        'must differ from the other answers, one for each question',
      );
    }
    seen.add(`question ${key}`).add(`answer ${normal}`);
  }
  if (answers.length < toAnswer) throw invalid('ANSWERS_TOO_FEW', `answer at least ${toAnswer} questions`);
}

function requireLength(answer: string, pointer: string): string {
  const normal = isOverlong(answer, longest) ? undefined : normalAnswer(answer);
  if (normal === undefined || Array.from(normal).length > longest) {
    throw invalidField('ANSWER_TOO_LONG', pointer, `must have at most ${longest} characters`);
  }
  if (Array.from(normal).length < shortest) {
    throw invalidField('ANSWER_TOO_SHORT', pointer, `must have at least ${shortest} letters or digits`);
  }
  return normal;
}

/** What anybody knows of the owner. */
function ownWords({ email, givenName, surname }: PasswordOwner): Set<string> {
  const name = email.slice(0, email.lastIndexOf('@'));
  const words = [email, name, givenName, surname, `${givenName} ${surname}`, `${surname} ${givenName}`];
  return new Set(words.map(normalAnswer));
}

function isEasy(normal: string, key: string): boolean {
  const ofQuestion = key.replaceAll('_', ' ');
  const oneLetter = /^(.)\1*$/u.test(normal.replaceAll(' ', ''));
  return oneLetter || ofQuestion.split(' ').includes(normal) || ofQuestion === normal || easyAnswers.has(normal);
}

/** What people answer who do not want to, and what guessers try first. In their normal form. */
const easyAnswers: ReadonlySet<string> = new Set(
  `
  none,nothing,nobody,no one,nowhere,never,unknown,secret,private,answer,test,testing,yes,nope,idk,dont know,
  i dont know,dont remember,i dont remember,cant remember,forgot,not applicable,whatever,something,someone,
  abc,abcd,abcde,abcdef,xyz,qwe,qwer,qwerty,qwertz,azerty,asd,asdf,asdfg,asdfgh,asdfghjkl,123,1234,12345,123456,1234567,
  12345678,123456789,1234567890,321,password,passwort,mot de passe,motdepasse,contraseña,contrasena,
  keine,keiner,keines,nichts,niemand,nirgends,weiß nicht,weiss nicht,ich weiß nicht,keine ahnung,geheim,privat,antwort,
  unbekannt,vergessen,egal,
  aucun,aucune,rien,personne,jamais,nulle part,inconnu,je ne sais pas,oui,non,secrète,privé,réponse,oublié,
  ninguno,ninguna,nada,nadie,nunca,desconocido,no sé,no lo sé,no recuerdo,respuesta,secreto,privado,
  mother,father,mom,dad,mum,mama,papa,mutter,vater,mère,père,maman,madre,padre,mamá,papá,
  john,james,mary,michael,david,maria,anna,peter,thomas,hans,jean,marie,josé,jose,juan,carlos,
  london,paris,berlin,madrid,roma,rome,rom,wien,vienna,new york,barcelona,münchen,hamburg,lyon,
  mr smith,mrs smith,smith,müller,garcía,martin,main street,high street,hauptstraße,
  batman,superman,spiderman,spider man,barbie,lego,doll,car,teddy,teddy bear,teddybär,puppe,
  harry potter,titanic,star wars,the lion king,der könig der löwen,the bible,bible,bibel,la bible,la biblia,
  math,maths,mathematics,mathe,mathematik,driving test,driving,führerschein,u2,abba,queen,madonna,the beatles,beatles
  `
    .split(',')
    .map(normalAnswer),
);
