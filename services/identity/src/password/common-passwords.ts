/**
 * The passwords that guessers try first and that are long enough to pass the length rule, in lower case. From the
 * orders of frequency that breach studies publish year after year.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  password password1 password2 password12 password123 password1234 password12345 password! password1! password123!
  passw0rd p@ssword p@ssw0rd p@ssword1 p@ssw0rd1 p@ssw0rd123 pa$$word pa55word passpass passport passwort passwort1
  passwort123 motdepasse motdepasse1 contrasena contraseña contrasena1 contraseña1 12345678 123456789 1234567890
  12345678910 0123456789 123456780 123456788 123123123 123321123 1234512345 12341234 11111111 111111111 1111111111
  22222222 33333333 44444444 55555555 66666666 77777777 88888888 888888888 99999999 999999999 00000000 000000000
  0000000000 11223344 1122334455 112233445566 12121212 13131313 10101010 20202020 69696969 31415926 87654321 987654321
  9876543210 0987654321 147258369 147852369 159753456 789456123 741852963 123654789 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y
  1qaz2wsx 1qaz2wsx3edc 1qazxsw2 q1w2e3r4 q1w2e3r4t5 qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345
  qwerty123456 qwertz123 qwertzuiop azertyuiop azerty123 asdfghjk asdfghjkl asdf1234 asdfasdf zxcvbnm1 zxcvbnm123
  zaq12wsx zaq1zaq1 qazwsxedc qazwsx123 qweasdzxc qweqweqwe qwer1234 1234qwer abcd1234 abcdefgh abcdefghi abcdefg1
  abc12345 abc123456 abc123abc a1b2c3d4 a1s2d3f4 aa123456 aaaaaaaa aaaaaaaaa a1234567 a12345678 a123456789 1234abcd
  123456aa 123456ab 123456abc 123456789a 123456789q 1a2b3c4d 123qweasd 123qweasdzxc qwe123qwe 12qwaszx 1234567q
  iloveyou iloveyou1 iloveyou2 iloveyou! iloveu123 ilovegod lovelove loveyou1 mylove123 sunshine sunshine1 princess
  princess1 football football1 baseball baseball1 basketball superman superman1 spiderman batman123 starwars starwars1
  pokemon1 pokemon123 dragon12 dragon123 monkey12 monkey123 shadow12 shadow123 master12 master123 michael1 michelle
  michelle1 jennifer jennifer1 jessica1 jonathan samantha danielle victoria alexander alexandra elizabeth christian
  charlie1 jordan23 whatever whatever1 trustno1 letmein1 letmein123 welcome1 welcome12 welcome123 welcome1! welcome01
  willkommen willkommen1 bienvenue bienvenido bonjour1 hallo123 hola1234 hello123 hello1234 computer computer1
  internet internet1 samsung1 samsung123 liverpool liverpool1 chelsea1 arsenal1 barcelona juventus schalke04
  bayern123 november december september february midnight midnight1 butterfly butterfly1 chocolate chocolate1
  strawberry cupcake1 snoopy123 tinkerbell mickey123 corvette mustang1 mercedes porsche911 ferrari1 yamaha123 killer123
  blink182 metallica nirvana1 slipknot slipknot1 eminem123 rockyou1 babygirl babygirl1 babyboy1 beautiful sweetheart
  darling1 teddybear forever1 friends1 freedom1 ashley12 babydoll hellokitty admin123 admin1234 admin12345
  administrator administrador root1234 rootroot toor1234 changeme changeme1 changeme123 default1 test1234 test12345
  testtest testing1 testing123 tester123 guest123 guest1234 user1234 username username1 login123 secret12 secret123
  summer2023 summer2024 summer2025 summer2026 winter2023 winter2024 winter2025 winter2026 spring2025 spring2026
  autumn2025 autumn2026 sommer2025 sommer2026 google123 facebook facebook1 linkedin microsoft windows10 windows11
  apple123 amazon123 minecraft minecraft1 fortnite1 roblox123 pokemongo maradona ronaldo7 cristiano cristiano7
  `
    .trim()
    .split(/\s+/),
);
