/**
 * Passwords that guessers try early and the list of breaches lacks, in lower case: the patterns of the day and of our
 * languages. From the orders of frequency that breach studies publish year after year.
 */
export const guessedFirst: readonly string[] = `
  password12345 password1! password123! p@ssword p@ssword1 p@ssw0rd1 p@ssw0rd123 pa$$word passwort123 motdepasse1
  contraseña contrasena1 contraseña1 0123456789 123123123 1234512345 12341234 111111111 1111111111 22222222 33333333
  44444444 55555555 66666666 77777777 88888888 888888888 99999999 999999999 00000000 000000000 0000000000 12121212
  13131313 10101010 20202020 69696969 87654321 987654321 9876543210 0987654321 qwertz123 qwertzuiop zaq1zaq1 qweqweqwe
  abcdefgh abcdefghi aaaaaaaa aaaaaaaaa iloveu123 mylove123 welcome1! willkommen willkommen1 bienvenue bienvenido
  hola1234 bayern123 snoopy123 mickey123 yamaha123 eminem123 rockyou1 admin1234 admin12345 administrador root1234
  rootroot toor1234 changeme123 test12345 tester123 guest123 guest1234 user1234 username1 login123 summer2023
  summer2024 summer2025 summer2026 winter2023 winter2024 winter2025 winter2026 spring2025 spring2026 autumn2025
  autumn2026 sommer2025 sommer2026 facebook1 linkedin windows10 windows11 amazon123 minecraft1 fortnite1 roblox123
  pokemongo cristiano7
  `
  .trim()
  .split(/\s+/);
