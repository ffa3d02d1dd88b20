/** 512 short Spanish words that are easy to say, spell and type. */
export const words =
  'abeja abeto abrigo abril aceite acero actor aguja aire ajedrez ajo alba aldea alga alma almeja alondra altar ' +
  'ancla anillo arado arce arcilla arco ardilla arena aroma arpa arroyo arroz asa asno astro atlas aula avena ' +
  'avispa azul baile balanza ballena balsa banco banda bandera barca barco barril barrio barro bata beso bisonte ' +
  'bodega boina bola bolsa bosque bota bote botella brasa brazo brillo brisa broche bronce brote bufanda buho burro ' +
  'caballo cable cabra cacao cactus cadena caja calle calma cama camello camino campana campo canal canario canela ' +
  'canica canoa canto capa cara caracol carbono carpa carro carta casa casco cebra cedro ceja centro cerca cereza ' +
  'cerro cesta ciervo cima cine cinta circo cisne ciudad clavel clima cobre coche cocina coco codo cofre cohete col ' +
  'colina collar color cometa concha conejo copa coral corcho corona corral costa cuadro cuarzo cubo cuervo cueva ' +
  'cuna dado dalia dama danza dedo delta diario dibujo diente disco duna eco eje encina enero erizo escoba espejo ' +
  'espiga espuma estufa etapa fabula faisan falda faro farola fecha feria fibra ficha fideo fiesta figura flan ' +
  'flauta flecha flor foca fogata folio fondo frente fresa fruta fuego fuente gaita gallo gamba ganso garaje garza ' +
  'gato gema globo gorila gorra gota granja grano grillo gruta guante gusano hacha hada halcon harina haya hebra ' +
  'helado hielo hierba hierro higo hilo hoja horno hotel hoyo hucha huella huerta hueso huevo humo idea iglu imagen ' +
  'iris isla jade jaguar jarra jazmin jefe jersey jinete jirafa joya juego jueves jugo julio junco junio kayak kilo ' +
  'kiwi labio ladera lago laguna lana lancha lapiz laurel lava leche lente leon libro lienzo liga lila lima limon ' +
  'linaje linea lino lirio lista llama llave lluvia lobo loma lomo loro luna lunes lupa luz maceta madera maiz ' +
  'malva mango manta mantel mapa mar marco marea marfil margen marmol martes marzo melon menta mesa metal miel mina ' +
  'mirlo molde molino mono mora morsa mosca motor mueble mundo muro museo musgo nabo nardo nariz nata nave nectar ' +
  'nevada nido niebla nieve noche nogal norte nota novela nube nudo nuez oasis oca oceano oficio oliva olivo olla ' +
  'olmo onda opalo orilla oro oruga oso ostra oveja pala palma paloma pan panal panda papel parque paseo pasta ' +
  'pastel patio pato pausa pavo paz peine pelota pera perla perro pez piano piedra pierna pincel pino pintor pipa ' +
  'pista plata playa pluma poema polen pomelo portal postal potro pozo prado puente puerta puerto pulpo queso ' +
  'rabano radio raiz rama rana rayo red regalo regla reloj remo reno resina rio risa ritmo roble roca rosa rosal ' +
  'rostro rueda ruta sabado sable sal sala salsa salto sandia sapo sastre sauce savia seda sello selva sierra ' +
  'siesta silla sirena sol sombra sopa suelo sur tabla talco tallo tambor tango tapiz tarde tarta taza teatro techo ' +
  'tejado tela templo tenor tetera tienda tierra tigre tilo timbre tinta toalla toldo tomate torre trapo trebol ' +
  'tren trigo trineo trompa trono trucha trueno tunel turron uva vagon vaina valle vals vapor vaso vela velero ' +
  'venado verano viaje viento viola violin visita vuelo yate yegua yema yeso yunque zafiro zanja zapato zorro zumo';
